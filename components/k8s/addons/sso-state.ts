/** What the sign-on keeps in the stack's Postgres and Valkey on AWS: its database, its users and their passwords. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { cacheUser, databaseUser, SSO_DATABASE } from "../../../model/eks/databases";
import { DEVTOOLS_USER } from "../../../model/k8s/devtools";
import { POSTGRES_PORT } from "../../../model/k8s/postgres";
import { SSO_NAMESPACE as namespace } from "../../../model/k8s/sso/names";
import {
  PASSWORDS_FOLDER,
  SSO_STATE as NAME,
  ssoStateLabels as labels,
  STATE_SCRIPT,
  stackStateObjects,
} from "../../../model/k8s/sso/stack-state";
import { API_SERVER } from "../../../model/k8s/traffic";
import type { EksFacts } from "../addon";
import { createInTurn } from "../custom-resources";
import { administratorVariables, createDatabaseJob } from "../database-job";
import type { JobPod } from "../database-job";
import { dnsEgress } from "../network-policies";

/** What the state is made from. */
export interface SsoStateArgs {
  /** The cluster of the stack whose servers they are. */
  readonly cluster: EksFacts;
}

/** The passwords, made in the cluster, and a job that gives them to the servers. */
export class SsoState extends pulumi.ComponentResource {
  constructor(name: string, { cluster }: SsoStateArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:SsoState", name, {}, options);
    const child = { parent: this };
    const made = createInTurn(name, stackStateObjects(cluster.scope), child);
    const way = new NetworkPolicy(
      name,
      { metadata: { name: NAME, namespace }, spec: structuredClone(policy) },
      child,
    );
    const after = [...made, way];
    createDatabaseJob(
      name,
      { cluster, workload: "authelia", namespace, labels, pod: podOf(cluster), after },
      child,
    );
    this.registerOutputs({});
  }
}

/** Postgres, and by HTTPS the APIs of AWS, which no selector finds. */
const policy = {
  podSelector: { matchLabels: { ...labels } },
  policyTypes: ["Egress"],
  egress: [dnsEgress, { ports: [POSTGRES_PORT, API_SERVER[0]].map((port) => ({ port, protocol: "TCP" })) }],
};

function podOf(cluster: EksFacts): JobPod {
  const { scope } = cluster;
  return {
    name: NAME,
    user: DEVTOOLS_USER,
    script: STATE_SCRIPT,
    variables: {
      ...administratorVariables(cluster),
      DATABASE: SSO_DATABASE,
      DATABASE_USER: databaseUser(scope, SSO_DATABASE),
      CACHE_USER: cacheUser(scope, "authelia"),
      PASSWORDS: PASSWORDS_FOLDER,
    },
    secret: { name: NAME, mountPath: PASSWORDS_FOLDER },
  };
}
