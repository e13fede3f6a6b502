/** How a pod logs in to the stack's Postgres on AWS. */

import * as pulumi from "@pulumi/pulumi";
import { databaseUser } from "../../model/eks/databases";
import type { DatabaseId } from "../../model/eks/databases";
import { mlflowImage } from "../../model/k8s/devtools";
import { containerSecurityContext } from "../../model/k8s/pod-security";
import type { PostgresClient } from "../../model/k8s/postgres";
import { LOGIN_FOLDER, PASSWORD_FILE, POSTGRES_PORT, tokenScript } from "../../model/k8s/postgres";
import { authoritiesMount, authoritiesVolume, verifiedServer } from "../../model/k8s/rds-authorities";
import type { EksFacts } from "./addon";
import { resources } from "./volumes";

/** Where the database is, as a connection string or the environment has it. */
export interface PostgresLogin {
  readonly host: pulumi.Output<string>;
  readonly user: string;
  readonly database: string;
}

/** A variable of the environment. */
export interface Variable {
  readonly name: string;
  readonly value: pulumi.Input<string>;
}

/** MLflow's image has what talks to AWS and to Postgres. */
export const postgresImage = `${mlflowImage.repository}:${mlflowImage.tag}`;

/** The login of a service. */
export function loginOf({ scope, database }: EksFacts, id: DatabaseId): PostgresLogin {
  const host = pulumi.output(database).apply(({ address }) => address);
  return { host, user: databaseUser(scope, id), database: id };
}

const tokenVolume = {
  name: "postgres-login",
  emptyDir: { medium: "Memory", sizeLimit: "1Mi" },
} as const;
const tokenMount = { name: tokenVolume.name, mountPath: LOGIN_FOLDER } as const;

/** The folder with the token and the one with the authorities of RDS, as volumes of the pod and mounts of its containers. */
export const loginVolumes = [tokenVolume, authoritiesVolume] as const;
export const loginMounts = [tokenMount, authoritiesMount] as const;

/** Where libpq finds the database, who may say that it is the right one, and the token. */
export function loginVariables({ host, user, database }: PostgresLogin): readonly Variable[] {
  return Object.entries({
    PGHOST: host,
    PGPORT: String(POSTGRES_PORT),
    PGUSER: user,
    PGDATABASE: database,
    ...verifiedServer,
    PGPASSFILE: PASSWORD_FILE,
  }).map(([name, value]) => ({ name, value }));
}

/** A container that keeps a token for Postgres that is valid. */
export function tokenContainer(
  { scope: { region } }: EksFacts,
  login: PostgresLogin,
  client: PostgresClient,
) {
  return tokenSidecar({
    name: "postgres-login",
    script: tokenScript(client),
    env: [...loginVariables(login), { name: "AWS_DEFAULT_REGION", value: region }],
    ready: PASSWORD_FILE,
    mount: tokenMount,
  });
}

/** What a container that makes tokens is made from. */
export interface TokenSidecar {
  readonly name: string;
  /** In Python, with boto3. */
  readonly script: string;
  readonly env: readonly Variable[];
  /** The file that is there once it is ready. */
  readonly ready: string;
  readonly mount: { readonly name: string; readonly mountPath: string };
}

/** A container that runs beside the others and before them, and keeps tokens of the pod's role that are valid. */
export function tokenSidecar({ name, script, env, ready, mount }: TokenSidecar) {
  return {
    name,
    image: postgresImage,
    // Started first and ended last: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
    restartPolicy: "Always",
    command: ["python3", "-c", script],
    env: [...env],
    startupProbe: {
      exec: { command: ["test", "-s", ready] },
      periodSeconds: 2,
      failureThreshold: 60,
    },
    resources: resources("10m", "128Mi", "256Mi"),
    securityContext: containerSecurityContext(),
    volumeMounts: [mount],
  };
}
