import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { docker, dockerAnswers, eventually, execute, http, repository, TestStack } from "../helpers/stack";
import type { VaultInit } from "../helpers/stack";
import { artifactBytes, newestRun, registeredVersions, runDeployment } from "../helpers/services";
import type { DigitsRun } from "../helpers/services";

const oneShots = ["bootstrap", "postgres-roles", "flows-deploy"];
const longRunning = [
  ...["postgres", "redis", "vault", "vault-bootstrap", "prefect-server", "prefect-worker"],
  ...["mlflow", "router", "traefik"],
];
const engine = process.env["PLINTH_E2E_ENGINE"] ?? "compose";

describe("test/e2e/stack", function () {
  this.timeout("60m");
  let stack: TestStack;
  let engineAnswers = false;
  let trained: DigitsRun;
  let ownerBefore: string;

  const ownerInVault = async (): Promise<string> => {
    const init = JSON.parse(stack.secretFile("vault", "init.json")) as VaultInit;
    const answer = await http(stack.ports.vault, "/v1/secret/data/flows/train-digits", {
      headers: { "x-vault-token": init.root_token },
    });
    assert.equal(answer.status, 200);
    return answer.json<{ data: { data: { model_owner: string } } }>().data.data.model_owner;
  };

  const allHealthy = (): Promise<boolean> =>
    eventually("every service is healthy again", 240, async () => {
      for (const service of longRunning) {
        const { State } = await stack.inspect(service);
        if (State.Health?.Status !== "healthy") throw new Error(`${service} is ${State.Health?.Status}`);
      }
      return true;
    });

  before(async function () {
    engineAnswers = await dockerAnswers();
    if (!engineAnswers) {
      console.log("    skipped: no Docker engine answers on this machine");
      this.skip();
    }
    stack = await TestStack.create("e2e-stack");
    await stack.plinth("down", "--volumes", "--yes");
  });

  after(async () => {
    if (!engineAnswers) return;
    await stack.plinth("down", "--volumes", "--yes");
    stack.forget();
  });

  it("comes up with one command, every service healthy", async () => {
    const up = await stack.plinth("up", "--json", "--engine", engine);
    assert.equal(up.code, 0, up.stderr.slice(-4000));
    assert.doesNotThrow(() => JSON.parse(up.stdout), "standard output is one JSON document");
    assert.deepEqual((await stack.services()).sort(), [...oneShots, ...longRunning].sort());
    for (const service of longRunning)
      assert.equal((await stack.inspect(service)).State.Health?.Status, "healthy", service);
    for (const service of oneShots) {
      const { State } = await stack.inspect(service);
      assert.deepEqual([State.Status, State.ExitCode], ["exited", 0], service);
    }
  });

  it("holds every container to the rules of the compose file", async () => {
    for (const service of await stack.services()) {
      const { Config, HostConfig } = await stack.inspect(service);
      assert.ok(HostConfig.Memory > 0, `${service} has a memory limit`);
      assert.equal(HostConfig.Privileged, false, service);
      assert.ok(HostConfig.CapDrop?.includes("ALL"), `${service} drops all capabilities`);
      assert.ok(!JSON.stringify(HostConfig.Binds).includes("docker.sock"), service);
      if (service !== "bootstrap") assert.match(Config.User, /^[1-9]\d*:[1-9]\d*$/, `${service} is not root`);
      if (longRunning.includes(service)) {
        assert.equal(HostConfig.RestartPolicy.Name, "unless-stopped", service);
        assert.ok((Config.Healthcheck?.Test.length ?? 0) > 0, `${service} has a health check`);
      }
      const bindings = Object.values(HostConfig.PortBindings ?? {}).flat();
      assert.ok(
        bindings.every(({ HostIp }) => HostIp === "127.0.0.1"),
        service,
      );
      assert.equal(bindings.length, service === "traefik" ? 5 : 0, service);
    }
  });

  it("runs train_digits through the Prefect API and finds its results in MLflow", async () => {
    assert.equal(await runDeployment(stack, "train-digits"), "COMPLETED");
    trained = await newestRun(stack);
    assert.ok(trained.accuracy > 0.9, `accuracy ${trained.accuracy}`);
    const picture = await artifactBytes(stack, trained.runId, "confusion_matrix.png");
    assert.deepEqual([...picture.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47], "a PNG");
    assert.ok((await registeredVersions(stack, "digits-classifier")) >= 1);
    ownerBefore = await ownerInVault();
    assert.ok(ownerBefore.length >= 16);
  });

  it("runs the same file by hand, as a user would", async function () {
    const python = join(repository, ".plinth", "venv-flows", "bin", "python");
    if (!existsSync(python)) {
      console.log("    skipped: the Python environment of the flows' tests is not installed");
      this.skip();
    }
    const secrets = join(stack.dataDir, "secrets", "flows");
    const byHand = await execute(python, [join(repository, "workloads/flows/train_digits.py")], {
      env: {
        MLFLOW_TRACKING_URI: `http://127.0.0.1:${stack.ports.mlflow}`,
        PREFECT_API_URL: `http://127.0.0.1:${stack.ports.prefect}/api`,
        VAULT_ADDR: `http://127.0.0.1:${stack.ports.vault}`,
        VAULT_ROLE_ID_FILE: join(secrets, "vault_role_id"),
        VAULT_SECRET_ID_FILE: join(secrets, "vault_secret_id"),
      },
    });
    assert.equal(byHand.code, 0, byHand.stderr.slice(-4000));
    assert.notEqual((await newestRun(stack)).runId, trained.runId);
  });

  it("serves each service by host name at the one entrance, and refuses other names", async () => {
    const paths = { prefect: "/api/health", mlflow: "/health", vault: "/v1/sys/health", router: "/healthz" };
    for (const [service, path] of Object.entries(paths)) {
      const host = `${service}.localhost:${stack.ports.web}`;
      assert.equal((await http(stack.ports.web, path, { host })).status, 200, service);
      const direct = stack.ports[service as keyof typeof paths];
      assert.equal((await http(direct, path)).status, 200, service);
      assert.equal((await http(direct, path, { host: "attacker.example" })).status, 404, service);
    }
    const dashboard = await http(stack.ports.web, "/dashboard/", { host: "traefik.localhost" });
    assert.equal(dashboard.status, 200);
  });

  it("answers in OpenAI's shape at the router while no upstream is there", async () => {
    const answer = await http(stack.ports.router, "/v1/chat/completions", {
      method: "POST",
      body: { model: "m", messages: [{ role: "user", content: "hello" }] },
    });
    assert.equal(answer.status, 502);
    const { error } = answer.json<{ error: { message: string; type: string; code: string } }>();
    assert.ok(error.message.length > 20 && error.type !== "" && error.code !== "");
  });

  it("leaks no secret into the configuration, the logs or the process list", async () => {
    const places = new Map<string, string>();
    for (const service of await stack.services()) {
      places.set(`docker inspect ${service}`, await docker("inspect", stack.container(service)));
      const logs = await execute("docker", ["logs", stack.container(service)]);
      places.set(`logs of ${service}`, logs.stdout + logs.stderr);
    }
    places.set("the process list", (await execute("ps", ["-eo", "args", "-ww"])).stdout);
    const secrets = stack.secrets();
    assert.ok(secrets.size >= 12, `only ${secrets.size} secrets were found to look for`);
    for (const [place, text] of places)
      for (const [name, value] of secrets) assert.ok(!text.includes(value), `${name} stands in ${place}`);
  });

  it("keeps a role to its own database", async () => {
    const psql = (database: string): Promise<{ code: number; stderr: string }> =>
      execute("docker", [
        ...["exec", stack.container("postgres"), "sh", "-c"],
        `PGPASSWORD=$(cat /run/secrets/plinth/mlflow_password) psql -h 127.0.0.1 -U mlflow -d ${database} -c 'select 1'`,
      ]);
    assert.equal((await psql("mlflow")).code, 0);
    assert.notEqual((await psql("prefect")).code, 0, "mlflow must not reach prefect's database");
  });

  it("recovers when Postgres goes away and comes back", async () => {
    await docker("stop", "--time", "20", stack.container("postgres"));
    await eventually("MLflow notices", 60, async () => {
      const answer = await http(stack.ports.mlflow, "/api/2.0/mlflow/experiments/search?max_results=1").catch(
        () => undefined,
      );
      return answer?.status === 200 ? undefined : true;
    });
    await docker("start", stack.container("postgres"));
    await allHealthy();
    assert.equal(await runDeployment(stack, "train-digits"), "COMPLETED");
  });

  it("unseals Vault by itself after a restart", async () => {
    await docker("restart", stack.container("vault"));
    await allHealthy();
    assert.equal(await ownerInVault(), ownerBefore);
  });

  it("keeps the run, the flow and the secrets over a full restart", async () => {
    const down = await stack.plinth("down");
    assert.equal(down.code, 0, down.stderr.slice(-2000));
    assert.deepEqual(await stack.services(), []);
    const up = await stack.plinth("up", "--engine", engine);
    assert.equal(up.code, 0, up.stderr.slice(-4000));
    const picture = await artifactBytes(stack, trained.runId, "confusion_matrix.png");
    assert.ok(picture.length > 1000);
    assert.ok((await registeredVersions(stack, "digits-classifier")) >= 2);
    assert.equal(await ownerInVault(), ownerBefore);
    assert.equal(await runDeployment(stack, "train-digits"), "COMPLETED");
  });

  it("says that nothing is to do on a second up", async () => {
    const ids = async (): Promise<string[]> =>
      Promise.all(longRunning.map((service) => docker("inspect", "-f", "{{.Id}}", stack.container(service))));
    const before = await ids();
    const up = await stack.plinth("up", "--engine", engine);
    assert.equal(up.code, 0, up.stderr.slice(-4000));
    assert.deepEqual(await ids(), before, "no container was replaced");
  });

  it("leaves nothing behind after down --volumes", async () => {
    const down = await stack.plinth("down", "--volumes", "--yes");
    assert.equal(down.code, 0, down.stderr.slice(-2000));
    assert.deepEqual(await stack.services(), []);
    assert.equal(await docker("network", "ls", "-q", "--filter", `name=^${stack.name}-`), "");
    assert.equal(existsSync(stack.dataDir), false);
  });
});
