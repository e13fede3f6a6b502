/** Names of the sign-on: Authelia, its namespace, and what it finds where. */

import { AUTHELIA_PORT, routes } from "../routes";

/** Namespace of Authelia. */
export const SSO_NAMESPACE = "sso";

/** Authelia: its Deployment, its Service, its account, its ConfigMap and the Secret that the cluster makes for it. */
export const AUTHELIA = "authelia";

/** Label of the sign-on's own name below the domain. */
export const PORTAL = "auth";

/** Labels below the domain that are taken, so that no service of a stack's own has them. */
export const takenLabels: readonly string[] = [...Object.keys(routes), PORTAL];

/** Image of Authelia. */
export const autheliaImage = "docker.io/authelia/authelia:4.39.20";

/** Ports of its container: pages and judgements, and metrics. */
export const autheliaPorts = { http: AUTHELIA_PORT, metrics: 9959 } as const;

/** Variable that holds the domain; the configuration's templates read it. */
export const DOMAIN_VARIABLE = "PLINTH_DOMAIN";

/** Folders of its container. */
export const autheliaFolders = {
  configuration: "/config",
  data: "/data",
  secrets: "/run/secrets/authelia",
  signing: "/run/secrets/oidc",
  users: "/run/secrets/users",
  directory: "/run/secrets/directory",
  mail: "/run/secrets/mail",
  postgres: "/run/secrets/postgres",
  redis: "/run/secrets/redis",
  authorities: "/run/secrets/authorities",
} as const;

/** Keys of the Secret that the cluster makes, and the variable that says where Authelia finds each. */
export const autheliaSecrets = {
  session: "AUTHELIA_SESSION_SECRET_FILE",
  storage: "AUTHELIA_STORAGE_ENCRYPTION_KEY_FILE",
  reset: "AUTHELIA_IDENTITY_VALIDATION_RESET_PASSWORD_JWT_SECRET_FILE",
  oidc: "AUTHELIA_IDENTITY_PROVIDERS_OIDC_HMAC_SECRET_FILE",
} as const;

/** Clients that have a secret: it stands in the same Secret, and beside it the digest that Authelia compares with. */
export const secretClients = ["programs", "vault"] as const;

/** Groups of users: those who administer the platform, and those who work on it. */
export const groups = { admins: "admins", users: "users" } as const;

/** Secret of the namespace with the file `users.yml`, where nothing else is said. */
export const USERS_SECRET = "authelia-users";

/** A directory that has the users. */
export interface DirectorySettings {
  /** `ldaps://host` with or without a port. */
  readonly url: string;
  readonly implementation: string;
  readonly baseDn: string;
  /** Whom Authelia binds as. */
  readonly user: string;
  /** Secret of the namespace with the key `password`. */
  readonly passwordSecret: string;
}

/** A server that sends mail. */
export interface MailSettings {
  /** `submissions://host:port` or `submission://host:port`. */
  readonly address: string;
  readonly sender: string;
  /** @default the server wants no name */
  readonly username?: string | undefined;
  /** Secret of the namespace with the key `password`. @default the server wants none */
  readonly passwordSecret?: string | undefined;
}

/** A Postgres or a Redis that all pods share, by TLS alone. */
export interface StateServer {
  /** Port of TCP. */
  readonly port: number;
  /** Secret of the namespace with the password. */
  readonly passwordSecret: string;
  /** Key of that Secret. @default "password" */
  readonly passwordKey?: string | undefined;
  /** Secret of the namespace with the authority that signed the server's certificate, under the key `ca.crt`. @default one that the image trusts */
  readonly caSecret?: string | undefined;
}

/** Where second factors and sessions are, outside of the pods. */
export interface SharedState<Host = string> {
  readonly postgres: StateServer & {
    readonly host: Host;
    readonly database: string;
    readonly username: string;
  };
  readonly redis: StateServer & {
    readonly host: Host;
    /** @default the server knows one user without a name */
    readonly username?: string | undefined;
    /** Number of the database in it. @default 0 */
    readonly database?: number | undefined;
  };
}

/** Variables that hold the servers' hosts; the configuration's templates read them. */
export const hostVariables = { postgres: "PLINTH_POSTGRES_HOST", redis: "PLINTH_REDIS_HOST" } as const;

/** Pods where the state is shared: one may be away. */
export const SHARED_REPLICAS = 2;

/** What the sign-on is made from. */
export interface SsoSettings<Host = string> {
  /** Secret with the file of users. @default none: a directory has them */
  readonly usersSecret?: string | undefined;
  readonly ldap?: DirectorySettings | undefined;
  /** @default none: codes are written to a file */
  readonly smtp?: MailSettings | undefined;
  /** @default one pod with SQLite on a volume, and sessions in its memory */
  readonly storage?: SharedState<Host> | undefined;
}
