/** A Postgres of this machine with an administrator like that of RDS, and the jobs' scripts on it. */

import { spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateKeys } from "../../model/k8s/sso/stack-state";
import * as servers from "./state-servers";

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

const administrator = { user: "administrator", password: "0123456789abcdefghij" };

/** What a script ended with. */
export interface ScriptEnd {
  readonly status: number | null;
  readonly output: string;
}

/** One server, whose administrator is no superuser. */
export class DatabaseServer {
  readonly #folder = mkdtempSync(join(tmpdir(), "plinth-databases-"));
  #port = 0;
  #child: ChildProcess | undefined;

  /** What is missing on the `PATH`. */
  static missing(): readonly string[] {
    const programs = servers.missingPrograms(["postgres", "initdb", "psql", "openssl"]);
    const { status } = spawnSync("python3", ["-c", "import psycopg2"]);
    return status === 0 ? programs : [...programs, "python3 with psycopg2"];
  }

  async start(): Promise<void> {
    chmodSync(this.#folder, 0o711);
    servers.makeCertificates(this.#folder);
    this.#put("stand-ins/boto3.py", BOTO3);
    for (const key of Object.values(stateKeys)) this.#put(`passwords/${key}`, `the-password-of-${key}`);
    this.#port = await servers.freePort();
    this.#child = await servers.startPostgres(this.#folder, this.#port, administrator);
    this.ask("ALTER ROLE administrator CREATEROLE CREATEDB");
    // RDS has it, and its members log in by tokens of IAM alone.
    this.ask("SET ROLE administrator; CREATE ROLE rds_iam");
  }

  #put(path: string, text: string): void {
    mkdirSync(join(this.#folder, path, ".."), { recursive: true });
    writeFileSync(join(this.#folder, path), text);
  }

  /** What the superuser gets for a statement. */
  ask(statement: string): string {
    return servers.askPostgres(this.#folder, this.#port, statement);
  }

  /** Runs a script as the job does. */
  run(script: string, variables: Readonly<Record<string, string>>): ScriptEnd {
    const { status, stdout, stderr } = spawnSync("python3", ["-c", script], {
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        PYTHONPATH: join(this.#folder, "stand-ins"),
        PGHOST: "localhost",
        PGPORT: String(this.#port),
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: join(this.#folder, "ca.crt"),
        PASSWORDS: join(this.#folder, "passwords"),
        SECRET_ARN: "administrator",
        LOGIN: JSON.stringify({ username: administrator.user, password: administrator.password }),
        ...variables,
      },
    });
    return { status, output: stdout + stderr };
  }

  /** Whether a role may connect to a database, and make temporary tables in it; `public` is everybody. */
  openTo(role: string, database: string): readonly boolean[] {
    const rights = ["CONNECT", "TEMPORARY"].map(
      (right) => `has_database_privilege('${role}', '${database}', '${right}')`,
    );
    return this.ask(`SELECT ${rights.join(", ")}`)
      .split("|")
      .map((value) => value === "t");
  }

  /** The roles whose rights the administrator has. */
  get rights(): readonly string[] {
    const mine = `pg_has_role('${administrator.user}', oid, 'USAGE')`;
    return this.ask(`SELECT rolname FROM pg_roles WHERE ${mine}`).split("\n");
  }

  async remove(): Promise<void> {
    if (this.#child !== undefined) await servers.ended(this.#child);
    rmSync(this.#folder, { recursive: true });
  }
}
