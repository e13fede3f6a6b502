/** KubeRay's operator and Cluster Autoscaler beside a cluster, with the flags that the platform's charts give them. */

import { programsNamed } from "../../../automation/engine/find-program";
import type { Cluster, KubernetesObject } from "../control-plane/cluster";
import { definitionFromSchema } from "../control-plane/schema-definitions";
import { PROVIDER_NAMESPACE } from "./pools";
import type { Stack } from "./stack";

/** Names of the programs on PATH. */
export const programNames = { kuberay: "kuberay-operator", clusterAutoscaler: "cluster-autoscaler" } as const;

/** What is needed that the repository cannot build. */
export interface LayerPrograms {
  readonly kuberay: string;
  readonly clusterAutoscaler: string;
  /** Definitions of the kinds that KubeRay's operator watches. */
  readonly definitions: readonly KubernetesObject[];
}

/** The programs and definitions, or a sentence on what is missing. */
export function findLayerPrograms(): LayerPrograms | { readonly missing: string } {
  const [kuberay] = programsNamed(programNames.kuberay);
  const [clusterAutoscaler] = programsNamed(programNames.clusterAutoscaler);
  if (kuberay === undefined || clusterAutoscaler === undefined)
    return { missing: `${Object.values(programNames).join(" and ")} are not both on PATH` };
  const definitions = ["RayCluster", "RayJob", "RayService"].flatMap(
    (kind) => definitionFromSchema({ apiVersion: "ray.io/v1", kind, namespaced: true }) ?? [],
  );
  if (definitions.length < 3)
    return { missing: "PLINTH_SCHEMAS names no folder with schemas of RayCluster, RayJob and RayService" };
  return { kuberay, clusterAutoscaler, definitions };
}

/**
 * Starts the operator with what the chart makes of the platform's values. It does not lead, since it is alone, and it
 * serves neither metrics nor health.
 *
 * @see https://github.com/ray-project/kuberay/blob/v1.7.0/helm-chart/kuberay-operator/templates/deployment.yaml
 */
export function startKubeRay(cluster: Cluster, { kuberay }: LayerPrograms, { kuberay: values }: Stack): void {
  const { watchNamespace, kubeClient } = values as {
    readonly watchNamespace: readonly string[];
    readonly kubeClient?: Readonly<Record<string, number>>;
  };
  cluster.start(programNames.kuberay, kuberay, [
    `--kubeconfig=${cluster.kubeconfig}`,
    `--watch-namespace=${watchNamespace.join(",")}`,
    ...flags(kubeClient ?? {}),
    "--enable-leader-election=false",
    "--metrics-addr=0",
    "--health-probe-bind-address=0",
  ]);
}

/**
 * Waits of Cluster Autoscaler that a production cluster wants, and that nobody wants to sit through in a test: how long
 * it does not look, as simulated nodes come at once, how long a node without work stays, how long none goes after one has
 * come or could not be had, and what it waits for besides before it deletes one.
 */
export const shortWaits: Readonly<Record<string, string>> = {
  "scan-interval": "1s",
  "scale-down-unneeded-time": "1s",
  "scale-down-delay-after-add": "0s",
  "scale-down-delay-after-failure": "0s",
  "unremovable-node-recheck-timeout": "1s",
  "node-delete-delay-after-taint": "0s",
};

/**
 * Starts Cluster Autoscaler with the flags of the platform's values, but for the cloud, which is simulated, and the waits
 * above. It does not lead, since it is alone.
 */
export function startClusterAutoscaler(
  cluster: Cluster,
  { clusterAutoscaler }: LayerPrograms,
  { clusterAutoscaler: values }: Stack,
): void {
  const { extraArgs } = values as { readonly extraArgs: Readonly<Record<string, string>> };
  const simulated = {
    "cloud-provider": "kwok",
    namespace: PROVIDER_NAMESPACE,
    kubeconfig: cluster.kubeconfig,
    "leader-elect": "false",
    address: "127.0.0.1:0",
  };
  // The provider looks for the cluster by itself.
  const environment = [
    `KUBECONFIG=${cluster.kubeconfig}`,
    "KWOK_PROVIDER_MODE=local",
    `POD_NAMESPACE=${PROVIDER_NAMESPACE}`,
  ];
  cluster.start(programNames.clusterAutoscaler, "env", [
    ...environment,
    clusterAutoscaler,
    ...flags({ ...extraArgs, ...shortWaits, ...simulated }),
  ]);
}

function flags(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
