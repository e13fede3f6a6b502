/** cert-manager: certificates, made and renewed in the cluster. */

import * as pulumi from "@pulumi/pulumi";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { createRelease } from "../release";

/** Values of the chart that the platform sets. */
export interface CertManagerValues {
  readonly crds: { readonly enabled: boolean; readonly keep: boolean };
  readonly global: {
    readonly leaderElection: { readonly namespace: string };
    readonly priorityClassName: PriorityName;
  };
}

const NAMESPACE = "cert-manager";

const values: CertManagerValues = {
  // Removing the release must not remove every Certificate of the cluster.
  crds: { enabled: true, keep: true },
  // The default, kube-system, would need a role outside its own namespace.
  global: { leaderElection: { namespace: NAMESPACE }, priorityClassName: PLATFORM_PRIORITY },
};

/** cert-manager with its CRDs. */
export class CertManager extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:CertManager", name, {}, options);
    createRelease(name, { chart: "cert-manager", namespace: NAMESPACE, values }, { parent: this });
    this.registerOutputs({});
  }
}
