/** The databases of the stack's Postgres, each with an owner that logs in by IAM. */

import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import * as pulumi from "@pulumi/pulumi";
import { databasesOf } from "../../../model/eks/databases";
import { DEVTOOLS_NAMESPACE as namespace, DEVTOOLS_USER } from "../../../model/k8s/devtools";
import { DATABASES_SCRIPT, databasesJob } from "../../../model/k8s/postgres";
import type { EksFacts } from "../addon";
import { administratorVariables, jobPod } from "../database-job";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** What the databases are made from. */
export interface DatabasesArgs {
  /** The cluster of the stack whose Postgres it is. */
  readonly cluster: EksFacts;
}

const { name: NAME, labels } = databasesJob;

/** A job that makes what is not there yet. It runs again where the stack has more databases, or another Postgres. */
export class Databases extends pulumi.ComponentResource {
  constructor(name: string, { cluster }: DatabasesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Databases", name, {}, options);
    const child = { parent: this };
    const account = new ServiceAccount(
      name,
      {
        metadata: { name: NAME, namespace, annotations: roleAnnotations(cluster, "databases") },
        automountServiceAccountToken: false,
      },
      child,
    );
    allowPodIdentity(name, cluster, { id: "databases", podLabels: labels }, child);
    new Job(
      name,
      {
        metadata: { name: NAME, namespace },
        spec: {
          backoffLimit: 6,
          activeDeadlineSeconds: 600,
          template: { metadata: { labels: { ...labels } }, spec: podOf(cluster) },
        },
      },
      // A job cannot be changed, and its name is taken while it is there.
      { ...child, dependsOn: [account], deleteBeforeReplace: true, replaceOnChanges: ["spec"] },
    );
    this.registerOutputs({});
  }
}

function podOf(cluster: EksFacts) {
  const databases = databasesOf(cluster.scope).map(({ database, user }) => [database, user]);
  return jobPod({
    name: NAME,
    user: DEVTOOLS_USER,
    script: DATABASES_SCRIPT,
    variables: { ...administratorVariables(cluster), DATABASES: JSON.stringify(databases) },
  });
}
