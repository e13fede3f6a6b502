/** What `npm run dev` starts the router with, where the environment does not say it. */

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of an admin key. */
const KEY_BYTES = 32;

/** Any of these gives the router a model beside those of a local agent. */
const BACKENDS = /^(ROUTER_UPSTREAM_URL|ROUTER_REGISTRY_FILE|LLMD_ENDPOINT|EXTERNAL_\w+_KEY(_FILE)?)$/;

/** Whether the environment names a backend of its own. */
export function namesBackend(environment: Environment): boolean {
  return Object.entries(environment).some(([name, value]) => BACKENDS.test(name) && value !== "");
}

/**
 * Variables of a router on one's own machine: keys in SQLite, an admin key that is made on the first start, clients
 * without keys, and backends on this machine. What the environment sets stays as it is.
 *
 * @param folder where the database and the key are kept.
 * @param agentUrl where the local agent answers; `undefined` without one.
 */
export function routerSettings(
  environment: Environment,
  folder: string,
  agentUrl: string | undefined,
): Readonly<Record<string, string>> {
  const settings: Readonly<Record<string, string | undefined>> = {
    ROUTER_AUTH: "none",
    ROUTER_STORED_BACKENDS: "private",
    SQLITE_DB_PATH: join(folder, "models.db"),
    LOCAL_AGENT_URL: agentUrl,
    ...(isSet(environment, "ROUTER_ADMIN_KEY") ? {} : { ROUTER_ADMIN_KEY_FILE: adminKeyFile(folder) }),
  };
  return Object.fromEntries(
    Object.entries(settings).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !isSet(environment, entry[0]),
    ),
  );
}

function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? "") !== "";
}

/** The file of the admin key, made where there is none. */
function adminKeyFile(folder: string): string {
  const file = join(folder, "admin_key");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(KEY_BYTES).toString("hex"), { mode: 0o600 });
  return file;
}
