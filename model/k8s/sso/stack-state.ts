/** The stack's Postgres and Valkey on AWS as the sign-on uses them: by passwords that are made in the cluster. */

import { CACHE_PORT, cacheUser, databaseUser, SESSIONS_DATABASE, SSO_DATABASE } from "../../eks/databases";
import type { Scope } from "../../eks/scope";
import type { SpecifiedObject } from "../objects";
import { POSTGRES_PORT } from "../postgres";
import { RDS_AUTHORITIES, rdsAuthorities } from "../rds-authorities";
import { SSO_NAMESPACE } from "./names";
import type { SharedState } from "./names";
import { passwordGenerator, passwordsSecret } from "./passwords";

/** The job, its account, and the Secret with both passwords. */
export const SSO_STATE = "sso-state";

/** Labels of the job's pods. */
export const ssoStateLabels = { "app.kubernetes.io/name": SSO_STATE } as const;

/** Keys of the Secret. */
export const stateKeys = { postgres: "postgres", redis: "redis" } as const;

const metadata = { name: SSO_STATE, namespace: SSO_NAMESPACE };

/** Where the servers are. */
export interface StackServers<Host> {
  readonly postgres: Host;
  readonly redis: Host;
}

/** The sign-on's state in the stack's own servers. */
export function stackState<Host>(scope: Scope, servers: StackServers<Host>): SharedState<Host> {
  return {
    postgres: {
      host: servers.postgres,
      port: POSTGRES_PORT,
      database: SSO_DATABASE,
      username: databaseUser(scope, SSO_DATABASE),
      passwordSecret: SSO_STATE,
      passwordKey: stateKeys.postgres,
      caSecret: RDS_AUTHORITIES,
    },
    // Its certificate is of an authority that every system trusts.
    redis: {
      host: servers.redis,
      port: CACHE_PORT,
      username: cacheUser(scope, "authelia"),
      database: SESSIONS_DATABASE,
      passwordSecret: SSO_STATE,
      passwordKey: stateKeys.redis,
    },
  };
}

/** Both passwords, made in the cluster once, and the authorities of RDS, which External Secrets fetches. */
export function stackStateObjects(scope: Scope): Readonly<Record<string, SpecifiedObject>> {
  return {
    "passwords-generator": passwordGenerator(metadata),
    // Others are made when somebody deletes them: the job gives them to the servers.
    passwords: passwordsSecret(metadata, { keys: Object.values(stateKeys), deleted: "is-made-anew" }),
    ...rdsAuthorities(scope, SSO_NAMESPACE),
  };
}

/** Folder in which the job finds both passwords. */
export const PASSWORDS_FOLDER = "/run/secrets/passwords";

/**
 * Makes the database with its owner, and gives the owner and the cache's user their passwords. Doing it again changes
 * nothing.
 *
 * The administrator is a member of the owner only while the database is made, and in the transaction that closes it to
 * all others, which nobody sees from outside.
 */
export const STATE_SCRIPT = `import json, os, time
import boto3, psycopg2
from psycopg2 import extensions, sql

def secret(key):
    with open(os.path.join(os.environ["PASSWORDS"], key)) as file:
        return file.read()

text = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET_ARN"])["SecretString"]
login = json.loads(text)
connection = psycopg2.connect(user=login["username"], password=login["password"], dbname="postgres")
connection.autocommit = True
cursor = connection.cursor()
database, user = os.environ["DATABASE"], os.environ["DATABASE_USER"]

def run(statement, *names):
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

def found(query, name):
    cursor.execute(query, (name,))
    return cursor.fetchone() is not None

if not found("SELECT FROM pg_roles WHERE rolname = %s", user):
    run("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", user)
# Postgres logs such statements, and gets the password as it stores it.
stored = extensions.encrypt_password(secret("${stateKeys.postgres}"), user, connection, "scram-sha-256")
cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(user), sql.Literal(stored)))
if not found("SELECT FROM pg_database WHERE datname = %s", database):
    run("GRANT {} TO CURRENT_USER", user)
    run("CREATE DATABASE {} OWNER {}", database, user)
    run("REVOKE {} FROM CURRENT_USER", user)
# Whoever is no member of the owner is warned, and takes nothing from anybody.
with connection:
    run("GRANT {} TO CURRENT_USER", user)
    run("REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    run("REVOKE {} FROM CURRENT_USER", user)
print(f"The database {database} and its owner {user} are there.")

cache = boto3.client("elasticache")
name = os.environ["CACHE_USER"]
def active():
    while cache.describe_users(UserId=name)["Users"][0]["Status"] != "active":
        time.sleep(5)

active()
cache.modify_user(UserId=name, AuthenticationMode={"Type": "password", "Passwords": [secret("${stateKeys.redis}")]})
active()
print(f"The user {name} of the cache has its password.")
`;
