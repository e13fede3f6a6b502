/** What Prefect, MLflow and the flows may talk to. */

import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  DEVTOOLS_NAMESPACE,
  devtoolsAccess,
  mlflowServer,
  prefectServer,
  prefectWorker,
} from "../../../model/k8s/devtools";
import { flowLabels } from "../../../model/k8s/flow-jobs";
import { prometheusPods } from "../../../model/k8s/observability";
import { databasesJob, POSTGRES_PORT } from "../../../model/k8s/postgres";
import { anywhereEgress, routerPort } from "../../../model/k8s/router";
import { API_SERVER } from "../../../model/k8s/traffic";
import { VAULT_NAMESPACE, vaultService } from "../../../model/k8s/vault";
import { createNetworkPolicies, dnsEgress, namespaceNamed, namespacesWith } from "../network-policies";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;

/** Pods of this namespace, as a peer of a rule. */
function pods(labels: Readonly<Record<string, string>>) {
  return { podSelector: { matchLabels: { ...labels } } };
}

/** TCP ports, as a rule names them. */
function ports(...numbers: readonly number[]) {
  return numbers.map((port) => ({ port, protocol: "TCP" }));
}

const flows = pods(flowLabels);
const worker = pods(prefectWorker.labels);
const server = pods(prefectServer.labels);
const mlflow = pods(mlflowServer.labels);

/** Whom people and other namespaces come through. */
const visitors = [namespaceNamed("envoy-gateway-system"), namespacesWith(devtoolsAccess)];

const toPrefect = { to: [server], ports: ports(prefectServer.port) };

const policies: Readonly<Record<string, PolicySpec>> = {
  "prefect-server": {
    ...server,
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [worker, flows, prometheusPods, ...visitors], ports: ports(prefectServer.port) }],
    egress: [dnsEgress],
  },
  "prefect-worker": {
    ...worker,
    policyTypes: ["Egress"],
    // No selector finds the API server.
    egress: [dnsEgress, toPrefect, { ports: ports(...API_SERVER) }],
  },
  mlflow: {
    ...mlflow,
    policyTypes: ["Ingress", "Egress"],
    // Jobs of Ray keep what they train there.
    ingress: [
      { from: [flows, prometheusPods, namespaceNamed("ray"), ...visitors], ports: ports(mlflowServer.port) },
    ],
    egress: [dnsEgress],
  },
  flows: {
    ...flows,
    policyTypes: ["Egress"],
    egress: [
      dnsEgress,
      toPrefect,
      { to: [mlflow], ports: ports(mlflowServer.port) },
      { to: [namespaceNamed(VAULT_NAMESPACE)], ports: ports(vaultService.port) },
      { to: [namespaceNamed("router")], ports: ports(routerPort) },
      // Data and models, by HTTPS and from anywhere but where clouds answer instances.
      anywhereEgress(443),
    ],
  },
};

/** On AWS: the way to the stack's Postgres, and to the APIs of AWS, which no selector finds. */
const awsPolicies: Readonly<Record<string, PolicySpec>> = {
  postgres: {
    podSelector: {
      matchExpressions: [
        {
          key: "app.kubernetes.io/name",
          operator: "In",
          values: [databasesJob.name, prefectServer.name, mlflowServer.name],
        },
      ],
    },
    policyTypes: ["Egress"],
    egress: [dnsEgress, { ports: ports(POSTGRES_PORT) }, anywhereEgress(443)],
  },
};

/** What the policies are made from. */
export interface DevtoolsPoliciesArgs {
  /** Whether the databases and the artifacts are on AWS. */
  readonly onAws: boolean;
}

/** Nothing reaches the namespace and nothing leaves it but what stands here. */
export class DevtoolsPolicies extends pulumi.ComponentResource {
  constructor(name: string, { onAws }: DevtoolsPoliciesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:DevtoolsPolicies", name, {}, options);
    const all = onAws ? { ...policies, ...awsPolicies } : policies;
    createNetworkPolicies(name, DEVTOOLS_NAMESPACE, all, { parent: this });
    this.registerOutputs({});
  }
}
