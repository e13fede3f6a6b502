/** AWS Load Balancer Controller: load balancers for Services, with pods for targets. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { workloads } from "../../../model/eks/workloads";
import { prometheusPods } from "../../../model/k8s/observability";
import { containerSecurityContext } from "../../../model/k8s/pod-security";
import { API_SERVER } from "../../../model/k8s/traffic";
import type { EksFacts } from "../addon";
import { dnsEgress } from "../network-policies";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

const ID = "load-balancer-controller";
const CHART = "aws-load-balancer-controller";

/** What the chart labels the pods with. */
const podLabels = { "app.kubernetes.io/name": CHART };

/** Ports of the pods. */
const ports = { webhook: 9443, metrics: 8080 } as const;

/** Values of the chart that the platform sets. */
export interface LoadBalancerControllerValues {
  readonly clusterName: string;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly defaultTargetType: "ip";
  readonly defaultLoadBalancerScheme: "internal";
  readonly enableShield: boolean;
  readonly enableWaf: boolean;
  readonly enableWafv2: boolean;
  readonly enableCertManager: boolean;
  readonly controllerConfig: { readonly featureGates: Readonly<Record<string, boolean>> };
  readonly serviceMutatorWebhookConfig: { readonly failurePolicy: "Ignore" };
  readonly replicaCount: number;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly podDisruptionBudget: { readonly maxUnavailable: number };
  readonly resources: Resources;
  readonly serviceAccount: {
    readonly name: string;
    readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  };
  readonly podSecurityContext: object;
  readonly securityContext: object;
}

/** User of the image. */
const USER = 65_532;

function valuesOf(cluster: EksFacts): LoadBalancerControllerValues {
  const { scope, vpcId } = cluster;
  return {
    clusterName: scope.name,
    // Told, not asked: the nodes' metadata is out of reach for pods.
    region: scope.region,
    vpcId,
    // Straight to the pods, past the nodes' ports; and inside the VPC, unless a Service says otherwise.
    defaultTargetType: "ip",
    defaultLoadBalancerScheme: "internal",
    // The role may neither attach web ACLs nor Shield, which have no endpoints in the network.
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
    // Otherwise the chart makes a new certificate at each upgrade, with its key in Helm's Secret.
    enableCertManager: true,
    // Envoy Gateway is the one owner of Gateways, and their CRDs are not this chart's.
    controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
    // With the default, no Service of the cluster can be made while the controller is away.
    serviceMutatorWebhookConfig: { failurePolicy: "Ignore" },
    // One leads and one waits; both answer the API server.
    replicaCount: 2,
    nodeSelector: { "plinth.dev/kind": "system" },
    podDisruptionBudget: { maxUnavailable: 1 },
    resources: resources("100m", "128Mi", "512Mi"),
    serviceAccount: { name: workloads[ID].serviceAccount, annotations: roleAnnotations(cluster, ID) },
    podSecurityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: "RuntimeDefault" },
    },
    securityContext: containerSecurityContext(),
  };
}

/**
 * The controller, with its own CRDs and without those of the Gateway API.
 *
 * Whoever makes Services with a load balancer comes after it and so goes before it: it deletes their load balancers,
 * and a Service has a finalizer that nobody else takes off. What is left all the same, the drain of the stack deletes.
 */
export class LoadBalancerController extends pulumi.ComponentResource {
  constructor(name: string, cluster: EksFacts, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:LoadBalancerController", name, {}, options);
    const child = { parent: this };
    const { namespace } = workloads[ID];
    allowPodIdentity(name, cluster, { id: ID, podLabels }, child);
    new NetworkPolicy(name, { metadata: { name: ID, namespace }, spec: flows() }, child);
    createRelease(name, { chart: CHART, namespace, values: valuesOf(cluster) }, child);
    this.registerOutputs({});
  }
}

/** The API server, which has no pod to name, by the webhooks; Prometheus. Out: the API server, AWS and DNS. */
function flows() {
  return {
    podSelector: { matchLabels: { ...podLabels } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      { ports: [{ port: ports.webhook, protocol: "TCP" }] },
      { from: [prometheusPods], ports: [{ port: ports.metrics, protocol: "TCP" }] },
    ],
    egress: [dnsEgress, { ports: API_SERVER.map((port) => ({ port, protocol: "TCP" })) }],
  };
}
