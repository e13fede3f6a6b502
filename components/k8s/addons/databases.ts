/** The databases of the stack's Postgres, each with an owner that logs in by IAM. */

import * as pulumi from "@pulumi/pulumi";
import { databasesOf } from "../../../model/eks/databases";
import { DEVTOOLS_NAMESPACE as namespace, DEVTOOLS_USER } from "../../../model/k8s/devtools";
import { DATABASES_SCRIPT, databasesJob } from "../../../model/k8s/postgres";
import { rdsAuthorities } from "../../../model/k8s/rds-authorities";
import type { EksFacts } from "../addon";
import { createCustomResources } from "../custom-resources";
import { administratorVariables, createDatabaseJob } from "../database-job";

/** What the databases are made from. */
export interface DatabasesArgs {
  /** The cluster of the stack whose Postgres it is. */
  readonly cluster: EksFacts;
}

const { name: NAME, labels } = databasesJob;

/**
 * The authorities of RDS, for all of the namespace, and a job that makes what is not there yet. It runs again where the
 * stack has more databases, or another Postgres.
 */
export class Databases extends pulumi.ComponentResource {
  constructor(name: string, { cluster }: DatabasesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Databases", name, {}, options);
    const databases = databasesOf(cluster.scope).map(({ database, user }) => [database, user]);
    const child = { parent: this };
    const after = createCustomResources(name, rdsAuthorities(cluster.scope, namespace), child);
    createDatabaseJob(
      name,
      {
        cluster,
        workload: "databases",
        namespace,
        labels,
        pod: {
          name: NAME,
          user: DEVTOOLS_USER,
          script: DATABASES_SCRIPT,
          variables: { ...administratorVariables(cluster), DATABASES: JSON.stringify(databases) },
        },
        after,
      },
      child,
    );
    this.registerOutputs({});
  }
}
