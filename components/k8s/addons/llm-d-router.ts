/** llm-d's router: it sends each request to the model server that has most of its prompt in memory and least to do. */

import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { LlmSettings } from "../../../model/config/services/llm";
import type { SecretsSettings } from "../../../model/config/services/secrets";
import { stays } from "../../../model/k8s/autoscaling";
import { disaggregatedPicker } from "../../../model/k8s/llm-d";
import { LLM_NAMESPACE, llmdTag, SERVING_PORT, servingLabels } from "../../../model/k8s/llm";
import { modelPodsOf } from "../../../model/k8s/model-server";
import { prometheusPods } from "../../../model/k8s/observability";
import { llmdRouter } from "../../../model/k8s/router";
import { API_SERVER } from "../../../model/k8s/traffic";
import { createNetworkPolicies, dnsEgress, namespaceNamed } from "../network-policies";
import { ModelService } from "../model-service";
import { createRelease } from "../release";

/** What a container may have. */
interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

/** Values of the chart that the platform sets. */
export interface LlmdRouterValues {
  readonly router: {
    readonly modelServers: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly epp: {
      readonly replicas: number;
      readonly image: { readonly tag: string; readonly pullPolicy: string };
      readonly resources: Resources;
      readonly podAnnotations: Readonly<Record<string, string>>;
      readonly pluginsConfigFile?: string;
      readonly pluginsCustomConfig?: Readonly<Record<string, string>>;
    };
    readonly proxy: { readonly resources: Resources };
    readonly monitoring: { readonly prometheus: { readonly auth: { readonly enabled: boolean } } };
  };
}

const values = {
  router: {
    modelServers: { matchLabels: servingLabels },
    epp: {
      // Standby replicas are never ready, and an install waits for every replica.
      replicas: 1,
      image: { tag: llmdTag, pullPolicy: "IfNotPresent" },
      resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "4Gi" } },
      // Every request to a model goes through this one pod.
      podAnnotations: stays,
    },
    proxy: { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } } },
    // Only Prometheus's pods reach the port. To ask the API server who they are, the picker would need more rights.
    monitoring: { prometheus: { auth: { enabled: false } } },
  },
} satisfies LlmdRouterValues;

function valuesFor(settings: LlmSettings | undefined): LlmdRouterValues {
  if (settings?.prefill === undefined) return values;
  return { router: { ...values.router, epp: { ...values.router.epp, ...disaggregatedPicker } } };
}

/** What the router is made from. */
export interface LlmdRouterArgs {
  /** The model that it stands before. @default none: the router alone */
  readonly settings?: LlmSettings | undefined;
  /** StorageClass of the models' volumes. @default the cluster's default */
  readonly storageClass?: string | undefined;
  /** The store of secrets that the model's token is in where it names no other. @default none */
  readonly secrets?: SecretsSettings | undefined;
  /** Most pods of the model, where something else says how many there are. @default none */
  readonly scaledTo?: number | undefined;
}

/** The router with its InferencePool and the pods of the model, and what the pods of its namespace may talk to. */
export class LlmdRouter extends pulumi.ComponentResource {
  constructor(
    name: string,
    { settings, storageClass, secrets, scaledTo }: LlmdRouterArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super("plinth:k8s:LlmdRouter", name, {}, options);
    const spans = settings !== undefined && settings.nodesPerReplica > 1;
    const all = spans ? { ...policies, "model-groups": groupPolicy(settings) } : policies;
    createNetworkPolicies(name, LLM_NAMESPACE, all, { parent: this });
    createRelease(
      name,
      {
        chart: "llm-d-router-standalone",
        release: "llm-d-router",
        namespace: LLM_NAMESPACE,
        values: valuesFor(settings),
      },
      { parent: this },
    );
    if (settings !== undefined)
      new ModelService(`${name}-model`, { settings, storageClass, secrets, scaledTo }, { parent: this });
    this.registerOutputs({});
  }
}

const picker = { podSelector: { matchLabels: llmdRouter.labels } };
const servers = { podSelector: { matchLabels: servingLabels } };
const tcp = (port: number) => ({ port, protocol: "TCP" });

const policies: Readonly<Record<string, types.input.networking.v1.NetworkPolicySpec>> = {
  // Requests come from our router and from the gateway. The endpoint picker asks the API server which pods serve a model.
  "llm-d-router": {
    ...picker,
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [namespaceNamed("router"), namespaceNamed("envoy-gateway-system")],
        ports: [tcp(llmdRouter.port)],
      },
      { from: [prometheusPods], ports: [tcp(9090)] },
    ],
    egress: [dnsEgress, { ports: API_SERVER.map(tcp) }, { to: [servers], ports: [tcp(SERVING_PORT)] }],
  },
  // Model servers answer llm-d's router, hand each other what prefill made, and get their models by HTTPS.
  "model-servers": {
    ...servers,
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [picker, servers, prometheusPods], ports: [tcp(SERVING_PORT)] }, { from: [servers] }],
    egress: [dnsEgress, { ports: [tcp(443)] }, { to: [servers] }],
  },
};

/** The pods of one replica on several nodes hand each other tensors; those that do not answer get their part by HTTPS. */
function groupPolicy(settings: LlmSettings): types.input.networking.v1.NetworkPolicySpec {
  const values = modelPodsOf(settings).map(({ name }) => name);
  const each = {
    podSelector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values }] },
  };
  return {
    ...each,
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [each] }],
    egress: [dnsEgress, { ports: [tcp(443)] }, { to: [each] }],
  };
}
