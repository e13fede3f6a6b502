import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databaseUser } from "../../../model/eks/databases";
import { DEVTOOLS_USER as user } from "../../../model/k8s/devtools";
import { LOGIN_FOLDER, PASSWORD_FILE } from "../../../model/k8s/postgres";
import { authoritiesMount } from "../../../model/k8s/rds-authorities";
import { images } from "../../../model/versions";
import { onEks } from "../../helpers/clusters";
import { needImage } from "../../helpers/images";
import { PostgresContainer } from "../../helpers/postgres-container";
import { ServiceStack } from "../../helpers/service-stack";
import { docker, eventually } from "../../helpers/stack";
import type { Finished } from "../../helpers/stack";
import { makeCertificates } from "../../helpers/state-servers";

type Variables = Readonly<Record<string, string>>;

interface Sidecar {
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** A service that logs in: its database, what makes its token, and a program that logs in as the service does. */
interface Login {
  readonly database: "mlflow" | "prefect";
  readonly sidecar: Sidecar;
  readonly env: Variables;
  readonly program: (host: string) => string;
}

const QUESTION = "SELECT current_user, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

/** boto3 signs tokens by itself, and asks nobody for them. */
const awsLogin = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example" };

const named = (variables: Sidecar["env"]): Variables =>
  Object.fromEntries(variables.map(({ name, value }) => [name, value]));

/** MLflow as the plan has it: SQLAlchemy on psycopg2, with libpq's variables. */
function mlflowOf(stack: ServiceStack): Login {
  const [sidecar] = stack.value("mlflow", "initContainers") as readonly Sidecar[];
  assert.ok(sidecar);
  const uri = String(stack.value("mlflow", "extraArgs", "backendStoreUri"));
  const program = `from sqlalchemy import create_engine, text
with create_engine("${uri}").connect() as connection:
    print(*connection.execute(text("${QUESTION}")).one())`;
  const env = stack.value("mlflow", "extraEnvVars") as Variables;
  return { database: "mlflow", sidecar, env, program: () => program };
}

/** Prefect as the plan has it: SQLAlchemy on asyncpg, with a connection string. */
function prefectOf(stack: ServiceStack): Login {
  const [sidecar] = stack.value("prefect-server", "server", "extraInitContainers") as readonly Sidecar[];
  assert.ok(sidecar);
  const url = new URL(String(stack.value("prefect-server", "externalDatabase", "connectionString")));
  const env = named(stack.value("prefect-server", "server", "env") as Sidecar["env"]);
  const program = (host: string): string => {
    url.hostname = host;
    return `import asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
async def main():
    async with create_async_engine("${url.href}").connect() as connection:
        print(*(await connection.execute(text("${QUESTION}"))).one())
asyncio.run(main())`;
  };
  return { database: "prefect", sidecar, env, program };
}

describe("components/k8s/postgres, on a real Postgres by TLS", function () {
  this.timeout(120_000);
  const stack = new ServiceStack();
  const postgres = new PostgresContainer();
  const others = mkdtempSync(join(tmpdir(), "plinth-other-authority-"));
  const here = { mlflow: "", prefect: "" };
  const logins: Login[] = [];
  const volumes = new Map<string, string>();

  /** Logs in as the service would, at a name of the server's, with the authority of a folder. */
  const logIn = (login: Login, host: string, authority: string): Promise<Finished> =>
    postgres.beside({
      image: here[login.database],
      command: ["python3", "-c", login.program(host)],
      env: { ...login.env, ...("PGHOST" in login.env && { PGHOST: host }), HOME: "/tmp" },
      user,
      volumes: {
        [LOGIN_FOLDER]: volumes.get(login.database) ?? "",
        [authoritiesMount.mountPath]: authority,
      },
    });

  before(async function () {
    const image = await needImage(this, images.postgres);
    here.mlflow = await needImage(this, images.mlflow);
    here.prefect = await needImage(this, images.prefect);
    makeCertificates(others);
    chmodSync(others, 0o755);
    await postgres.start(image);
    await stack.build({ recipes: ["devtools"] }, onEks());
    logins.push(mlflowOf(stack), prefectOf(stack));
    for (const { database, sidecar } of logins) {
      const volume = await postgres.memory(user);
      volumes.set(database, volume);
      const env = { ...named(sidecar.env), PGHOST: "localhost", ...awsLogin };
      const container = await postgres.startBeside({
        ...{ image: here.mlflow, command: sidecar.command, env, user },
        volumes: { [LOGIN_FOLDER]: volume },
      });
      const line = await eventually("a token", 60, () => docker("exec", container, "cat", PASSWORD_FILE));
      // The token is what comes after the fourth colon, as the client of the service reads it.
      const token = line.split(":").slice(4).join(":").replaceAll("\\:", ":");
      assert.match(token, /^localhost:5432\/\?Action=connect&.*X-Amz-Signature=/);
      const owner = databaseUser(onEks().scope, database);
      await postgres.run(`CREATE ROLE "${owner}" LOGIN PASSWORD '${token}'`);
      await postgres.run(`CREATE DATABASE "${database}" OWNER "${owner}"`);
    }
  });

  after(async () => {
    await postgres.remove();
    rmSync(others, { recursive: true });
  });

  for (const [index, name] of (["MLflow", "Prefect"] as const).entries()) {
    const login = (): Login => logins[index] as Login;

    it(`lets ${name} log in by its token, at a server whose certificate is right`, async () => {
      const { code, stdout, stderr } = await logIn(login(), "localhost", postgres.authority);
      assert.equal(code, 0, stderr);
      assert.equal(stdout.trim(), `plinth_${login().database} True`);
    });

    it(`has ${name} turn away from a server that another authority signed`, async () => {
      const { code, stderr } = await logIn(login(), "localhost", others);
      assert.notEqual(code, 0);
      assert.match(stderr, /certificate verify failed/);
    });

    it(`has ${name} turn away from a server of another name`, async () => {
      const { code, stderr } = await logIn(login(), "127.0.0.1", postgres.authority);
      assert.notEqual(code, 0);
      assert.match(stderr, /does not match host name|IP address mismatch/);
    });
  }
});
