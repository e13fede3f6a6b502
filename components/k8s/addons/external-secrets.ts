/** External Secrets Operator: secrets of Vault, of a cloud or of a generator as Secrets of the cluster. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import * as pulumi from "@pulumi/pulumi";
import { platformStore } from "../../../model/k8s/secrets";
import type { AddonContext } from "../addon";
import { createRelease } from "../release";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** Values of the chart that the platform sets. */
export interface ExternalSecretsValues {
  readonly installCRDs: boolean;
  readonly priorityClassName: PriorityName;
  readonly webhook: { readonly priorityClassName: PriorityName };
  readonly certController: { readonly priorityClassName: PriorityName };
  readonly serviceAccount?: { readonly annotations: Readonly<Record<string, pulumi.Input<string>>> };
}

const NAMESPACE = "external-secrets";
/** What the chart labels the operator's pods with; its webhook and its certificate controller have other names. */
const podLabels = { "app.kubernetes.io/name": "external-secrets" };

/** On AWS the operator reads the stack's secrets by a role. */
function valuesOn(cluster: AddonContext["cluster"]): ExternalSecretsValues {
  const priority = { priorityClassName: PLATFORM_PRIORITY } as const;
  const values = { installCRDs: true, ...priority, webhook: priority, certController: priority };
  if (cluster.kind !== "eks" || !cluster.irsaWorkloads.includes("external-secrets")) return values;
  return { ...values, serviceAccount: { annotations: roleAnnotations(cluster, "external-secrets") } };
}

/** The operator with its CRDs, and the platform's store where the config names one. */
export class ExternalSecrets extends pulumi.ComponentResource {
  constructor(
    name: string,
    { config, cluster }: AddonContext,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super("plinth:k8s:ExternalSecrets", name, {}, options);
    const release = createRelease(
      name,
      { chart: "external-secrets", namespace: NAMESPACE, values: valuesOn(cluster) },
      { parent: this },
    );
    if (cluster.kind === "eks")
      allowPodIdentity(name, cluster, { id: "external-secrets", podLabels }, { parent: this });
    if (config.secrets !== undefined) {
      const aws =
        cluster.kind === "eks" ? { region: cluster.scope.region, name: cluster.scope.name } : undefined;
      const store = platformStore(config.secrets, aws);
      new CustomResource(`${name}-store`, store, { parent: this, dependsOn: [release] });
    }
    this.registerOutputs({});
  }
}
