/** Values of the charts that we know have no unknown key: Helm takes any key, and a misspelt one does nothing. */

import { nearest } from "../../../model/nearest";
import { isRecord, partOf, textOf, titleOf } from "./objects";
import type { Path, Proof, TreeObject } from "./objects";
import type { Problem } from "./problem";

/** Keys of a chart: `true` where anything may follow. */
interface Keys {
  readonly [key: string]: true | Keys;
}

/**
 * What rendered clusters set or may set, by chart.
 *
 * Source: https://docs.cilium.io/en/stable/helm-reference/, https://gateway.envoyproxy.io/docs/install/gateway-helm-api/
 */
const knownValues: Readonly<Record<string, Keys>> = {
  cilium: {
    ipam: { mode: true, operator: true },
    kubeProxyReplacement: true,
    k8sServiceHost: true,
    k8sServicePort: true,
    cgroup: { autoMount: { enabled: true, resources: true }, hostRoot: true },
    bpf: { hostLegacyRouting: true, masquerade: true, root: true, preallocateMaps: true, tproxy: true },
    securityContext: {
      privileged: true,
      capabilities: {
        ciliumAgent: true,
        cleanCiliumState: true,
        mountCgroup: true,
        applySysctlOverwrites: true,
      },
    },
    operator: { replicas: true, resources: true, tolerations: true },
    hubble: { enabled: true, relay: true, ui: true, metrics: true, tls: true },
    encryption: { enabled: true, type: true, nodeEncryption: true },
    gatewayAPI: { enabled: true },
    routingMode: true,
    tunnelProtocol: true,
    ipv4NativeRoutingCIDR: true,
    autoDirectNodeRoutes: true,
    loadBalancer: true,
    l2announcements: true,
    externalIPs: { enabled: true },
    resources: true,
    priorityClassName: true,
    MTU: true,
  },
  "gateway-helm": {
    config: true,
    crds: true,
    createNamespace: true,
    deployment: true,
    certgen: true,
    global: true,
    hpa: true,
    kubernetesClusterDomain: true,
    podDisruptionBudget: true,
    service: true,
    topologyInjector: true,
  },
};

/** Keys that a chart takes and does not know. */
export const proveHelmValues: Proof = ({ objects }) =>
  objects.flatMap((release) => {
    if (textOf(release.value, "kind") !== "HelmRelease") return [];
    const chart = chartOf(release, objects);
    const keys = knownValues[chart];
    const values = partOf(release.value, "spec", "values");
    return keys === undefined ? [] : [...unknownKeys(release, chart, keys, values, [])];
  });

/** Name of the chart that a release installs; `""` where its source is not in the tree. */
export function chartOf({ value }: TreeObject, objects: readonly TreeObject[]): string {
  const named = textOf(value, "spec", "chart", "spec", "chart");
  if (named !== "") return named;
  const namespace = textOf(value, "spec", "chartRef", "namespace") || textOf(value, "metadata", "namespace");
  const source = objects.find(
    (object) =>
      textOf(object.value, "kind") === textOf(value, "spec", "chartRef", "kind") &&
      textOf(object.value, "metadata", "name") === textOf(value, "spec", "chartRef", "name") &&
      textOf(object.value, "metadata", "namespace") === namespace,
  );
  return textOf(source?.value, "spec", "url").split("/").at(-1) ?? "";
}

function* unknownKeys(
  release: TreeObject,
  chart: string,
  keys: Keys,
  values: unknown,
  path: Path,
): Generator<Problem> {
  if (!isRecord(values)) return;
  for (const [key, value] of Object.entries(values)) {
    const inner = Object.hasOwn(keys, key) ? keys[key] : undefined;
    const here = [...path, key];
    if (inner === undefined) yield unknown(release, chart, keys, here);
    else if (inner !== true) yield* unknownKeys(release, chart, inner, value, here);
  }
}

function unknown(release: TreeObject, chart: string, keys: Keys, path: Path): Problem {
  const near = nearest(String(path.at(-1)), Object.keys(keys));
  const hint = near === undefined ? "" : ` Did you mean \`${[...path.slice(0, -1), near].join(".")}\`?`;
  return {
    proof: "helm-values",
    file: release.file,
    line: release.line(["spec", "values", ...path]),
    message: `${titleOf(release)} sets \`${path.join(".")}\`, which the chart ${chart} is not known to have; Helm would take it and do nothing.${hint}`,
  };
}
