/** Where Authelia keeps sessions and second factors: in one pod, or in servers that several pods share. */

import { autheliaFolders, hostVariables } from "./names";
import type { SharedState, SsoSettings } from "./names";
import { quoted } from "./quoted";

/** Key of an authority in its Secret. */
const AUTHORITY = "ca.crt";

/** Sections of the configuration. */
export interface StateSections {
  /** Keys of the top, before all others. */
  readonly top: string;
  /** Keys of `session`. */
  readonly session: string;
  /** Keys of `storage`. */
  readonly storage: string;
}

const host = (id: keyof typeof hostVariables): string => `{{ env "${hostVariables[id]}" }}`;

/** What Authelia's configuration says of it; passwords are in files that variables name. */
export function stateSections({ storage }: Pick<SsoSettings<unknown>, "storage">): StateSections {
  if (storage === undefined)
    return {
      top: "",
      session: "  # In memory: there is one pod, and whoever was signed in signs in again when it goes.\n",
      storage: `  local:
    path: ${autheliaFolders.data}/db.sqlite3
`,
    };
  const { postgres, redis } = storage;
  const username = redis.username === undefined ? "" : `    username: ${quoted(redis.username)}\n`;
  const database = redis.database === undefined ? "" : `    database_index: ${String(redis.database)}\n`;
  return {
    top:
      authoritiesOf(storage).length === 0 ? "" : `certificates_directory: ${autheliaFolders.authorities}\n`,
    session: `  # Every pod knows every session. It is encrypted with the key of sessions; its name there is the cookie's value.
  redis:
    host: '${host("redis")}'
    port: ${String(redis.port)}
${username}${database}    tls:
      minimum_version: TLS1.2
`,
    storage: `  postgres:
    address: 'tcp://${host("postgres")}:${String(postgres.port)}'
    database: ${quoted(postgres.database)}
    username: ${quoted(postgres.username)}
    tls:
      minimum_version: TLS1.2
`,
  };
}

/** A password in a Secret, and where Authelia finds it. */
export interface StatePassword {
  readonly name: "postgres" | "redis";
  readonly secret: string;
  readonly key: string;
  /** Variable that says where the file is. */
  readonly variable: string;
}

/** The passwords of the servers. */
export function statePasswords(storage: SharedState<unknown> | undefined): readonly StatePassword[] {
  if (storage === undefined) return [];
  const { postgres, redis } = storage;
  return [
    {
      name: "postgres",
      secret: postgres.passwordSecret,
      key: postgres.passwordKey ?? "password",
      variable: "AUTHELIA_STORAGE_POSTGRES_PASSWORD_FILE",
    },
    {
      name: "redis",
      secret: redis.passwordSecret,
      key: redis.passwordKey ?? "password",
      variable: "AUTHELIA_SESSION_REDIS_PASSWORD_FILE",
    },
  ];
}

/** The Secrets of authorities, each as a file of its own in one folder, which Authelia reads as a whole. */
export function authoritiesOf(storage: SharedState<unknown> | undefined) {
  const secrets = [storage?.postgres.caSecret, storage?.redis.caSecret];
  return [...new Set(secrets)].flatMap((name) =>
    name === undefined ? [] : [{ secret: { name, items: [{ key: AUTHORITY, path: `${name}.crt` }] } }],
  );
}
