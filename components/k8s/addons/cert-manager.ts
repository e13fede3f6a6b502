/** cert-manager: certificates, made and renewed in the cluster. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { PROXY_PORTS } from "../../../model/k8s/gateway";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { anywhereEgress } from "../../../model/k8s/router";
import { fromGateway } from "../../../model/k8s/sso/routes";
import type { AddonContext } from "../addon";
import { createRelease } from "../release";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** Values of the chart that the platform sets. */
export interface CertManagerValues {
  readonly crds: { readonly enabled: boolean; readonly keep: boolean };
  readonly global: {
    readonly leaderElection: { readonly namespace: string };
    readonly priorityClassName: PriorityName;
  };
  /** The controller's own configuration. */
  readonly config?: {
    readonly apiVersion: "controller.config.cert-manager.io/v1alpha1";
    readonly kind: "ControllerConfiguration";
    readonly gatewayAPI: { readonly enabled: boolean };
  };
  readonly serviceAccount?: { readonly annotations: Readonly<Record<string, pulumi.Input<string>>> };
}

const NAMESPACE = "cert-manager";

/** What the chart labels the controller's pods with; its webhook and its injector have other names. */
const podLabels = { "app.kubernetes.io/name": "cert-manager" };

/** Port of HTTP, which authorities ask by. */
const HTTP = 80;

/** Whether names are proved by HTTP, through the gateway. */
export function provesByHttp({ config: { gateway } }: Pick<AddonContext, "config">): boolean {
  return gateway?.acme !== undefined && gateway.acme.hostedZoneId === undefined;
}

function valuesOf(context: AddonContext): CertManagerValues {
  const { cluster, config } = context;
  const zone = config.gateway?.acme?.hostedZoneId;
  const annotated =
    cluster.kind === "eks" && zone !== undefined && cluster.irsaWorkloads.includes("cert-manager");
  return {
    // Removing the release must not remove every Certificate of the cluster.
    crds: { enabled: true, keep: true },
    // The default, kube-system, would need a role outside its own namespace.
    global: { leaderElection: { namespace: NAMESPACE }, priorityClassName: PLATFORM_PRIORITY },
    ...(provesByHttp(context) && {
      config: {
        apiVersion: "controller.config.cert-manager.io/v1alpha1",
        kind: "ControllerConfiguration",
        gatewayAPI: { enabled: true },
      },
    }),
    ...(annotated && { serviceAccount: { annotations: roleAnnotations(cluster, "cert-manager") } }),
  };
}

/** cert-manager with its CRDs, and the ways by which it proves names where it does. */
export class CertManager extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:CertManager", name, {}, options);
    const child = { parent: this };
    const { cluster, config } = context;
    createRelease(name, { chart: "cert-manager", namespace: NAMESPACE, values: valuesOf(context) }, child);
    if (cluster.kind === "eks" && config.gateway?.acme?.hostedZoneId !== undefined)
      allowPodIdentity(name, cluster, { id: "cert-manager", podLabels }, child);
    if (provesByHttp(context)) this.createProofPolicy(name);
    this.registerOutputs({});
  }

  /** It asks for each name itself before an authority does; in some networks that ends at the proxies' own port. */
  private createProofPolicy(name: string): void {
    new NetworkPolicy(
      `${name}-proofs`,
      {
        metadata: { name: "acme-proofs", namespace: NAMESPACE },
        spec: {
          podSelector: { matchLabels: podLabels },
          policyTypes: ["Egress"],
          egress: [
            anywhereEgress(HTTP),
            { to: [{ ...fromGateway }], ports: [{ port: PROXY_PORTS[0], protocol: "TCP" }] },
          ],
        },
      },
      { parent: this },
    );
  }
}
