/** The stack's Postgres on AWS, as pods use it: without a password, by tokens of IAM that last a quarter of an hour. */

/** Port of Postgres. */
export const POSTGRES_PORT = 5432;

/** Folder in memory that a pod's containers share, with the token as a password file: libpq and asyncpg read it for each connection. */
export const LOGIN_FOLDER = "/run/postgres";

/** The password file. */
export const PASSWORD_FILE = `${LOGIN_FOLDER}/pgpass`;

/** Namespace, service account and name of the job that makes the databases. */
export const databasesJob = { name: "databases", labels: { "app.kubernetes.io/name": "databases" } } as const;

/** After how long another token is made: one lasts 900 s. */
const RENEWED_SECONDS = 600;

/**
 * What reads the password file. A token has a colon in it, which libpq takes for the end of the password unless there is
 * a backslash before it; asyncpg takes such a backslash for a part of the password.
 */
export type PostgresClient = "libpq" | "asyncpg";

const asWritten: Readonly<Record<PostgresClient, string>> = {
  libpq: String.raw`token.replace(":", r"\:")`,
  asyncpg: "token",
};

/**
 * Keeps a token in the password file, beside whoever logs in. A file that others may read counts for nothing, so it is
 * the same user's.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html
 */
export const tokenScript = (client: PostgresClient): string => `import os, time
import boto3

host, port, user, path = (os.environ[key] for key in ("PGHOST", "PGPORT", "PGUSER", "PGPASSFILE"))
while True:
    token = boto3.client("rds").generate_db_auth_token(DBHostname=host, Port=int(port), DBUsername=user)
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{host}:{port}:*:{user}:" + ${asWritten[client]} + "\\n")
    os.replace(path + ".new", path)
    time.sleep(${String(RENEWED_SECONDS)})
`;

/**
 * Makes each database with its owner, who logs in by IAM and has no password. Doing it again changes nothing.
 *
 * The administrator is a member of an owner only while the database is made, and in the transaction that closes it to
 * all others, which nobody sees from outside: a member of \`rds_iam\`, by whatever way, cannot log in by a password.
 */
export const DATABASES_SCRIPT = `import json, os
import boto3, psycopg2
from psycopg2 import sql

text = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET_ARN"])["SecretString"]
login = json.loads(text)
connection = psycopg2.connect(user=login["username"], password=login["password"], dbname="postgres")
connection.autocommit = True
cursor = connection.cursor()

def run(statement, *names):
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

def found(query, name):
    cursor.execute(query, (name,))
    return cursor.fetchone() is not None

for database, user in json.loads(os.environ["DATABASES"]):
    if not found("SELECT FROM pg_roles WHERE rolname = %s", user):
        run("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", user)
    if not found("SELECT FROM pg_database WHERE datname = %s", database):
        run("GRANT {} TO CURRENT_USER", user)
        run("CREATE DATABASE {} OWNER {}", database, user)
        run("REVOKE {} FROM CURRENT_USER", user)
    # Whoever is no member of the owner is warned, and takes nothing from anybody.
    with connection:
        run("GRANT {} TO CURRENT_USER", user)
        run("REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
        run("REVOKE {} FROM CURRENT_USER", user)
    run("GRANT rds_iam TO {}", user)
    print(f"The database {database} and its owner {user} are there.")
`;
