/** A Postgres with an administrator like that of RDS, and the jobs' scripts on it in the image that they run in. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { DEVTOOLS_USER as user } from "../../model/k8s/devtools";
import { PASSWORDS_FOLDER, stateKeys } from "../../model/k8s/sso/stack-state";
import { images } from "../../model/versions";
import { needImage } from "./images";
import { PostgresContainer } from "./postgres-container";
import type { Finished } from "./stack";

/** In place of AWS: a login for Secrets Manager to give, and a cache that takes every password. */
const BOTO3 = `import os

class Client:
    def get_secret_value(self, SecretId):
        return {"SecretString": os.environ["LOGIN"]}

    def describe_users(self, UserId):
        return {"Users": [{"Status": "active"}]}

    def modify_user(self, UserId, AuthenticationMode):
        pass

def client(name):
    return Client()
`;

const STAND_INS = "/run/stand-ins";
const AUTHORITY = "/run/authority";
const administrator = { username: "administrator", password: "0123456789abcdefghij" };

/** One server, whose administrator is no superuser. */
export class DatabaseServer {
  readonly #postgres = new PostgresContainer();
  readonly #folder = mkdtempSync(join(tmpdir(), "plinth-databases-"));
  #image = "";

  /** Starts it, or skips the suite where an image is missing. */
  async start(context: Context): Promise<void> {
    const image = await needImage(context, images.postgres);
    // The jobs' image is one with psycopg2 and boto3.
    this.#image = await needImage(context, images.mlflow);
    this.#put("stand-ins/boto3.py", BOTO3);
    for (const key of Object.values(stateKeys)) this.#put(`passwords/${key}`, `the-password-of-${key}`);
    await this.#postgres.start(image);
    const { username, password } = administrator;
    await this.ask(`CREATE ROLE ${username} LOGIN PASSWORD '${password}' CREATEROLE CREATEDB`);
    // RDS has it, and its members log in by tokens of IAM alone.
    await this.ask(`SET ROLE ${username}; CREATE ROLE rds_iam`);
  }

  #put(path: string, text: string): void {
    chmodSync(this.#folder, 0o755);
    mkdirSync(join(this.#folder, path, ".."), { recursive: true });
    writeFileSync(join(this.#folder, path), text);
  }

  /** What the superuser gets for a statement. */
  ask(statement: string): Promise<string> {
    return this.#postgres.run(statement);
  }

  /** Runs a script as the job does. */
  run(script: string, variables: Readonly<Record<string, string>>): Promise<Finished> {
    return this.#postgres.beside({
      image: this.#image,
      command: ["python3", "-c", script],
      user,
      env: {
        PYTHONPATH: STAND_INS,
        PGHOST: "localhost",
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: `${AUTHORITY}/ca.crt`,
        PASSWORDS: PASSWORDS_FOLDER,
        SECRET_ARN: "administrator",
        LOGIN: JSON.stringify(administrator),
        ...variables,
      },
      volumes: {
        [STAND_INS]: join(this.#folder, "stand-ins"),
        [PASSWORDS_FOLDER]: join(this.#folder, "passwords"),
        [AUTHORITY]: this.#postgres.authority,
      },
    });
  }

  /** Whether a role may connect to a database, and make temporary tables in it; `public` is everybody. */
  async openTo(role: string, database: string): Promise<readonly boolean[]> {
    const rights = ["CONNECT", "TEMPORARY"].map(
      (right) => `has_database_privilege('${role}', '${database}', '${right}')`,
    );
    const row = await this.ask(`SELECT ${rights.join(", ")}`);
    return row.split("|").map((value) => value === "t");
  }

  /** The roles whose rights the administrator has. */
  async rights(): Promise<readonly string[]> {
    const mine = `pg_has_role('${administrator.username}', oid, 'USAGE')`;
    return (await this.ask(`SELECT rolname FROM pg_roles WHERE ${mine}`)).split("\n");
  }

  async remove(): Promise<void> {
    await this.#postgres.remove();
    rmSync(this.#folder, { recursive: true });
  }
}
