/** A job on AWS that works in the stack's Postgres as its administrator, whose password RDS keeps. */

import * as pulumi from "@pulumi/pulumi";
import { containerSecurityContext, podSecurityContext } from "../../model/k8s/pod-security";
import { POSTGRES_PORT } from "../../model/k8s/postgres";
import { PLATFORM_PRIORITY } from "../../model/k8s/priorities";
import type { EksFacts } from "./addon";
import { postgresImage } from "./postgres";
import { resources } from "./volumes";

type Variables = Readonly<Record<string, pulumi.Input<string>>>;

/** Where Postgres is, and where its administrator's password. */
export function administratorVariables({ scope, database }: Pick<EksFacts, "scope" | "database">): Variables {
  const postgres = pulumi.output(database);
  return {
    PGHOST: postgres.apply(({ address }) => address),
    PGPORT: String(POSTGRES_PORT),
    PGSSLMODE: "require",
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
export function jobPod({ name, user, script, variables, secret }: JobPod) {
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
        ...(secret && {
          volumeMounts: [{ name: "secret", mountPath: secret.mountPath, readOnly: true }],
        }),
      },
    ],
    ...(secret && {
      volumes: [{ name: "secret", secret: { secretName: secret.name, defaultMode: 0o440 } }],
    }),
  };
}
