/** What lives in the stack's Postgres and in its Valkey. */

import { arnOf } from "./scope";
import type { Scope } from "./scope";

/** Services that have a database and a user of their own. */
export const databaseIds = ["prefect", "mlflow", "router"] as const;
export type DatabaseId = (typeof databaseIds)[number];

/** The database of the sign-on: its owner logs in by a password, so a job of the sign-on's own makes it. */
export const SSO_DATABASE = "authelia";

/** One database, which the Kubernetes half makes inside of the instance. */
export interface DatabaseGrant {
  readonly id: DatabaseId;
  readonly database: string;
  /** Owner of the database: it has no password, and `rds_iam` is granted to it. */
  readonly user: string;
}

/** The databases and their users. */
export function databasesOf(scope: Scope): readonly DatabaseGrant[] {
  return databaseIds.map((id) => ({ id, database: id, user: databaseUser(scope, id) }));
}

/**
 * The user of a service in Postgres.
 *
 * The stack's name is in it because IAM names a user by instance and user, and the instance's id is not known before
 * it is made: so the roles of one stack cannot log in to the database of another in the same account and region.
 */
export function databaseUser({ name }: Scope, id: DatabaseId | typeof SSO_DATABASE): string {
  return `${name.replaceAll("-", "_")}_${id}`;
}

/** Major version of Postgres. Minor versions come by themselves in the maintenance window. */
export const POSTGRES_MAJOR = "17";

/** Identifier of the instance. */
export function databaseIdentifier({ name }: Scope): string {
  return `${name}-postgres`;
}

/** The ARN of the instance. */
export function databaseArnOf(scope: Scope): string {
  return arnOf(scope, "rds", `db:${databaseIdentifier(scope)}`);
}

/** Logs of Postgres that CloudWatch gets. */
export const databaseLogs = ["postgresql", "upgrade", "iam-db-auth-error"] as const;

/** Days that logs of the database and the cache are kept. */
export const LOG_DAYS = 365;

/** Services that use the cache, each as a user of its own. */
export const cacheUserIds = ["router", "authelia"] as const;
export type CacheUserId = (typeof cacheUserIds)[number];

/** Those who cannot log in by a token of IAM: a job in the cluster gives each the password that was made there. */
export const passwordCacheUsers: readonly CacheUserId[] = ["authelia"];

/**
 * Database of the cache in which the sign-on has its sessions. A session's key is the value of its cookie, and whoever may
 * look at a database sees all names of its keys, whichever of them it may read.
 */
export const SESSIONS_DATABASE = 1;

/** All but commands that can stop the server or empty it; clients ask `INFO` whether the server is ready. */
const COMMANDS = "+@all -@dangerous +info";

/** Ways out of the database that a login begins in; `CLIENT TRACKING` tells the names of keys that change in any. */
const OTHER_DATABASES = "-select -move -client";

/** What each user may do, and with which keys and channels. */
export const cacheAccess: Readonly<Record<CacheUserId, string>> = {
  router: `on ~plinth:router:* &plinth:router:* ${COMMANDS} ${OTHER_DATABASES}`,
  authelia: `on ~authelia-session* &* ${COMMANDS}`,
};

/** Version of Valkey: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html */
export const VALKEY_VERSION = "8.2";

/** Port of Valkey. */
export const CACHE_PORT = 6379;

/** Id of the replication group. */
export function cacheIdentifier({ name }: Scope): string {
  return `${name}-cache`;
}

/** The ARN of the replication group. */
export function cacheArnOf(scope: Scope): string {
  return arnOf(scope, "elasticache", `replicationgroup:${cacheIdentifier(scope)}`);
}

/**
 * Id and name of a user of the cache, which must be the same for a user that logs in with IAM.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export function cacheUser({ name }: Scope, id: CacheUserId): string {
  return `${name}-${id}`;
}
