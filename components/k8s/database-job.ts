/**
 * A job on AWS that works in the stack's Postgres as its administrator, whose password RDS keeps. Its namespace has the
 * authorities of RDS (`model/k8s/rds-authorities.ts`).
 */

import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadId } from "../../model/eks/workload-ids";
import { containerSecurityContext, podSecurityContext } from "../../model/k8s/pod-security";
import { POSTGRES_PORT } from "../../model/k8s/postgres";
import { authoritiesMount, authoritiesVolume, verifiedServer } from "../../model/k8s/rds-authorities";
import { PLATFORM_PRIORITY } from "../../model/k8s/priorities";
import type { EksFacts } from "./addon";
import { postgresImage } from "./postgres";
import { resources } from "./volumes";
import { allowPodIdentity, roleAnnotations } from "./workload-identity";

type Variables = Readonly<Record<string, pulumi.Input<string>>>;

/** Where Postgres is, and where its administrator's password. */
export function administratorVariables({ scope, database }: Pick<EksFacts, "scope" | "database">): Variables {
  const postgres = pulumi.output(database);
  return {
    PGHOST: postgres.apply(({ address }) => address),
    PGPORT: String(POSTGRES_PORT),
    ...verifiedServer,
    SECRET_ARN: postgres.apply(({ secretArn }) => secretArn),
    AWS_DEFAULT_REGION: scope.region,
  };
}

/** What the pod is made from. */
export interface JobPod {
  /** Name of the container and of the service account. */
  readonly name: string;
  /** Number of the user and the group. */
  readonly user: number;
  /** In Python, with boto3 and psycopg2. */
  readonly script: string;
  readonly variables: Variables;
  /** A Secret that it reads. @default none */
  readonly secret?: { readonly name: string; readonly mountPath: string };
}

/** The pod of such a job. */
function jobPod({ name, user, script, variables, secret }: JobPod) {
  return {
    restartPolicy: "Never",
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: PLATFORM_PRIORITY,
    securityContext: podSecurityContext(user, user),
    containers: [
      {
        name,
        image: postgresImage,
        command: ["python3", "-c", script],
        env: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
        resources: resources("100m", "128Mi", "256Mi"),
        securityContext: containerSecurityContext(),
        volumeMounts: [
          authoritiesMount,
          ...(secret ? [{ name: "secret", mountPath: secret.mountPath, readOnly: true }] : []),
        ],
      },
    ],
    volumes: [
      authoritiesVolume,
      ...(secret ? [{ name: "secret", secret: { secretName: secret.name, defaultMode: 0o440 } }] : []),
    ],
  };
}

/** What makes one such job another's. */
export interface DatabaseJobArgs {
  readonly cluster: EksFacts;
  /** The workload whose role it has. */
  readonly workload: WorkloadId;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: JobPod;
  /** What must be there before it runs. @default its account alone */
  readonly after?: readonly pulumi.Resource[];
}

/** The job with its service account, and the way to the agent that gives it its role. It runs anew where it changes. */
export function createDatabaseJob(
  name: string,
  { cluster, workload, namespace, labels, pod, after = [] }: DatabaseJobArgs,
  child: { readonly parent: pulumi.Resource },
): void {
  const metadata = { name: pod.name, namespace };
  const account = new ServiceAccount(
    name,
    {
      metadata: { ...metadata, annotations: roleAnnotations(cluster, workload) },
      automountServiceAccountToken: false,
    },
    child,
  );
  allowPodIdentity(name, cluster, { id: workload, podLabels: labels }, child);
  new Job(
    name,
    {
      metadata,
      spec: {
        backoffLimit: 6,
        activeDeadlineSeconds: 600,
        template: { metadata: { labels: { ...labels } }, spec: jobPod(pod) },
      },
    },
    // A job cannot be changed, and its name is taken while it is there.
    { ...child, dependsOn: [...after, account], deleteBeforeReplace: true, replaceOnChanges: ["spec"] },
  );
}
