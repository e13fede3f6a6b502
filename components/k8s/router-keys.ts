/** What makes a router ask for keys: where it keeps them, who may make them, and the way there. */

import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { RouterStorage } from "../../model/config/services/router-keys";
import { CACHE_PORT, cacheIdentifier, cacheUser } from "../../model/eks/databases";
import { POSTGRES_PORT } from "../../model/k8s/postgres";
import { RDS_AUTHORITIES, rdsAuthorities } from "../../model/k8s/rds-authorities";
import { anywhereEgress, ROUTER_NAMESPACE, routerLabels, serverEgress } from "../../model/k8s/router";
import type { EgressRule } from "../../model/k8s/router";
import {
  LAST_TOKEN,
  ROUTER_TOKENS_SCRIPT,
  routerAdmin,
  routerFolders,
  serverFiles,
} from "../../model/k8s/router-keys";
import type { SharedServer } from "../../model/k8s/router-keys";
import { externalSecret } from "../../model/k8s/secrets";
import type { StoredSecret } from "../../model/k8s/secrets";
import { passwordGenerator, passwordsSecret } from "../../model/k8s/sso/passwords";
import type { EksFacts } from "./addon";
import { createCustomResources } from "./custom-resources";
import type { ObjectsByPart } from "./custom-resources";
import { loginOf, tokenSidecar } from "./postgres";
import type { Variable } from "./postgres";
import { allowPodIdentity, roleAnnotations } from "./workload-identity";

/** What the keys are made from. */
export interface RouterKeysArgs {
  /** The key of the admin API, in a store of secrets. @default the cluster makes one */
  readonly adminKey?: StoredSecret | undefined;
  /** The servers that the pods share: those that the config names, or those of a stack on AWS. */
  readonly servers: { readonly storage: RouterStorage } | { readonly cluster: EksFacts };
}

/** What a router's pod has for its keys, and where it may go. */
export interface RouterKeysPod {
  readonly env: readonly Variable[];
  readonly initContainers: types.input.core.v1.Container[];
  readonly volumes: types.input.core.v1.Volume[];
  readonly mounts: types.input.core.v1.VolumeMount[];
  readonly egress: EgressRule[];
  /** Annotations of the pod's service account. */
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
}

/** One server, as the pod finds it. */
interface Server {
  readonly host: pulumi.Input<string>;
  readonly port: number;
  /** @default the server knows one user without a name */
  readonly username?: string | undefined;
  /** File with the password as it is now. */
  readonly passwordFile: string;
  /** Secret with the password. @default none: a token is made beside the router */
  readonly passwordSecret?: string | undefined;
  /** Secret with the authority that signed its certificate. @default one that the image trusts */
  readonly caSecret?: string | undefined;
}

interface Servers {
  readonly postgres: Server & { readonly username: string; readonly database: string };
  readonly redis?: Server | undefined;
}

const namespace = ROUTER_NAMESPACE;

/** What a pod has for these keys. */
export function routerKeysPod({ servers: given }: RouterKeysArgs): RouterKeysPod {
  const servers = "storage" in given ? namedServers(given.storage) : stackServers(given.cluster);
  const { postgres, redis } = servers;
  const parts = [
    mounted("admin-key", routerFolders.admin, [sourceOf(routerAdmin.secret, routerAdmin.key)]),
    ...serverParts("postgres", postgres),
    ...(redis === undefined ? [] : serverParts("redis", redis)),
    ...("cluster" in given ? [tokens] : []),
  ];
  return {
    env: variablesOf(servers),
    initContainers: "cluster" in given ? [tokenContainer(given.cluster)] : [],
    volumes: parts.map(({ volume }) => volume),
    mounts: parts.map(({ mount }) => mount),
    egress: "storage" in given ? namedEgress(given.storage) : stackEgress(given.cluster),
    annotations: "cluster" in given ? roleAnnotations(given.cluster, "router") : {},
  };
}

/** What is there for the pod beside it: the key of its admin API, and on AWS the authorities of RDS and the way to its role. */
export function createRouterKeys(
  name: string,
  { adminKey, servers }: RouterKeysArgs,
  child: { readonly parent: pulumi.Resource },
): void {
  const metadata = { name: routerAdmin.secret, namespace };
  const made: ObjectsByPart =
    adminKey === undefined
      ? {
          "admin-generator": passwordGenerator(metadata),
          admin: passwordsSecret(metadata, { keys: [routerAdmin.key] }),
        }
      : { admin: externalSecret(metadata, routerAdmin.key, adminKey) };
  const authorities = "cluster" in servers ? rdsAuthorities(servers.cluster.scope, namespace) : {};
  const objects: ObjectsByPart = { ...made, ...authorities };
  createCustomResources(name, objects, child);
  if ("cluster" in servers)
    allowPodIdentity(name, servers.cluster, { id: "router", podLabels: routerLabels }, child);
}

/** The servers that the config names: each login is a Secret's. */
function namedServers({ postgres, redis }: RouterStorage): Servers {
  const file = (id: SharedServer) => ({ passwordFile: `${routerFolders[id]}/${serverFiles.password}` });
  return {
    postgres: { ...postgres, ...file("postgres") },
    ...(redis && { redis: { ...redis, ...file("redis") } }),
  };
}

/** The stack's own: each login is a token of the pod's role. */
function stackServers(cluster: EksFacts): Servers {
  const file = (id: SharedServer) => ({ passwordFile: `${routerFolders.tokens}/${id}` });
  const { host, user, database } = loginOf(cluster, "router");
  return {
    postgres: {
      ...{ host, port: POSTGRES_PORT, username: user, database },
      ...{ caSecret: RDS_AUTHORITIES, ...file("postgres") },
    },
    // Its certificate is of an authority that every system trusts.
    redis: {
      host: pulumi.output(cluster.cache).apply(({ address }) => address),
      ...{ port: CACHE_PORT, username: cacheUser(cluster.scope, "router"), ...file("redis") },
    },
  };
}

function variablesOf({ postgres, redis }: Servers): readonly Variable[] {
  const { host, port, username, database, passwordFile, caSecret } = postgres;
  const authority = caSecret === undefined ? "" : `&sslrootcert=${authorityOf("postgres")}`;
  const at = pulumi.interpolate`${username}@${host}:${port}/${database}`;
  return [
    { name: "ROUTER_AUTH", value: "keys" },
    { name: "ROUTER_ADMIN_KEY_FILE", value: `${routerFolders.admin}/${routerAdmin.key}` },
    { name: "DATABASE_URL", value: pulumi.interpolate`postgres://${at}?sslmode=verify-full${authority}` },
    { name: "DATABASE_PASSWORD_FILE", value: passwordFile },
    ...(redis === undefined ? [] : redisVariables(redis)),
  ];
}

function redisVariables({ host, port, username = "", passwordFile, caSecret }: Server): readonly Variable[] {
  const user = username === "" ? "" : `${username}@`;
  return [
    { name: "REDIS_URL", value: pulumi.interpolate`rediss://${user}${host}:${port}/0` },
    { name: "REDIS_PASSWORD_FILE", value: passwordFile },
    // Beside those of the image, for every connection: Redis has no such setting in its URL.
    ...(caSecret === undefined ? [] : [{ name: "NODE_EXTRA_CA_CERTS", value: authorityOf("redis") }]),
  ];
}

function authorityOf(server: SharedServer): string {
  return `${routerFolders[server]}/${serverFiles.authority}`;
}

/** A key of a Secret as a file of the same name. */
function sourceOf(name: string, key: string) {
  return { secret: { name, items: [{ key, path: key }] } };
}

/** Keys of Secrets in one folder, which the router's user may read. */
function mounted(name: string, mountPath: string, sources: ReturnType<typeof sourceOf>[]) {
  return {
    volume: { name, projected: { defaultMode: 0o440, sources } },
    mount: { name, mountPath, readOnly: true },
  };
}

function serverParts(id: SharedServer, { passwordSecret, caSecret }: Server) {
  const sources = [
    ...(passwordSecret === undefined ? [] : [sourceOf(passwordSecret, serverFiles.password)]),
    ...(caSecret === undefined ? [] : [sourceOf(caSecret, serverFiles.authority)]),
  ];
  return sources.length === 0 ? [] : [mounted(id, routerFolders[id], sources)];
}

const tokens = {
  volume: { name: "tokens", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
  mount: { name: "tokens", mountPath: routerFolders.tokens, readOnly: true },
};

function tokenContainer(cluster: EksFacts): types.input.core.v1.Container {
  const { scope } = cluster;
  const { host, user } = loginOf(cluster, "router");
  const env = Object.entries({
    PGHOST: host,
    PGPORT: String(POSTGRES_PORT),
    PGUSER: user,
    CACHE: cacheIdentifier(scope),
    CACHE_USER: cacheUser(scope, "router"),
    AWS_DEFAULT_REGION: scope.region,
  }).map(([name, value]) => ({ name, value }));
  const mount = { name: tokens.mount.name, mountPath: routerFolders.tokens };
  return tokenSidecar({ name: "tokens", script: ROUTER_TOKENS_SCRIPT, env, ready: LAST_TOKEN, mount });
}

function namedEgress({ postgres, redis }: RouterStorage): EgressRule[] {
  return [postgres, ...(redis === undefined ? [] : [redis])].flatMap(({ host, port }) =>
    serverEgress(host, port),
  );
}

/** No selector finds the stack's servers. Where the role is in an annotation, AWS gives it by HTTPS. */
function stackEgress({ irsaWorkloads }: EksFacts): EgressRule[] {
  const ports = [POSTGRES_PORT, CACHE_PORT, ...(irsaWorkloads.includes("router") ? [443] : [])];
  return ports.map(anywhereEgress);
}
