import assert from "node:assert/strict";
import type { ContainerState } from "../../../components/local/container-engine";
import { Readiness } from "../../../components/local/readiness";
import { parseCompose } from "../../../model/compose";
import type { ServiceModel } from "../../../model/compose";
import { isPlinthError } from "../../../model/errors";
import type { PlinthError } from "../../../model/errors";
import { containerState, FakeEngine } from "../../helpers/fake-engine";

const RUN_STARTED = Date.parse("2026-01-01T12:00:00Z");
const BEFORE = "2026-01-01T11:59:59Z";
const DURING = "2026-01-01T12:00:01Z";

function serviceOf(keys: object): ServiceModel {
  const file = { services: { web: { image: "web:1", ...keys } } };
  const service = parseCompose(file, { folder: "/app", variables: {} }).model?.services[0];
  assert.ok(service);
  return service;
}

const plain = serviceOf({});
const oneShot = serviceOf({ restart: "no" });
const checked = serviceOf({ healthcheck: { test: ["CMD", "check"] } });

const health = (
  Status: "starting" | "healthy" | "unhealthy",
  more: Partial<ContainerState["State"]> = {},
): ContainerState => containerState("c", { Health: { Status }, ...more });
const exited = (
  ExitCode: number,
  FinishedAt = DURING,
  more: Partial<ContainerState["State"]> = {},
): ContainerState => containerState("c", { Status: "exited", ExitCode, FinishedAt, ...more });

async function readyAfter(
  service: ServiceModel,
  ...states: (ContainerState | undefined)[]
): Promise<FakeEngine> {
  const engine = new FakeEngine({ c: states }, ["first line", "last line"]);
  await new Readiness(engine, RUN_STARTED, 0).ready({ service, containerId: "c" });
  return engine;
}

async function failureAfter(
  service: ServiceModel,
  ...states: (ContainerState | undefined)[]
): Promise<PlinthError> {
  try {
    await readyAfter(service, ...states);
  } catch (error) {
    assert.ok(isPlinthError(error), String(error));
    assert.equal(error.code, "service-unhealthy");
    return error;
  }
  assert.fail("the service came up");
}

describe("components/local/readiness", () => {
  it("takes a running service without health check for ready", async () => {
    assert.equal(
      (await readyAfter(plain, containerState("c", { Status: "created" }), containerState("c", {}))).looks,
      2,
    );
  });

  it("waits until a health check passes", async () => {
    assert.equal(
      (await readyAfter(checked, health("starting"), health("starting"), health("healthy"))).looks,
      3,
    );
  });

  it("waits for a service that was unhealthy before, and recovers", async () => {
    assert.equal(
      (await readyAfter(checked, health("unhealthy"), health("unhealthy"), health("healthy"))).looks,
      3,
    );
  });

  it("fails as soon as a health check fails, with the end of the log and the next step", async () => {
    const error = await failureAfter(checked, health("starting"), health("unhealthy"));
    assert.equal(error.message, "The service web did not come up: its health check fails.");
    assert.deepEqual(error.details, ["The end of its log:", "first line", "last line"]);
    assert.match(error.fix, /plinth logs web/);
  });

  it("fails where a service ends that should stay up", async () => {
    assert.match((await failureAfter(plain, exited(0))).message, /it ended with exit code 0\.$/);
    const memory = exited(137, DURING, { OOMKilled: true });
    assert.match(
      (await failureAfter(plain, memory)).message,
      /exit code 137, because it ran out of memory\.$/,
    );
  });

  it("starts a service again that ended, or did not start, in an earlier run", async () => {
    for (const before of [
      exited(0, BEFORE),
      containerState("c", { Status: "created", Error: "port is taken" }),
    ]) {
      const engine = await readyAfter(plain, before, before, containerState("c", {}));
      assert.deepEqual(engine.started, ["c"]);
    }
  });

  it("fails where a service cannot start", async () => {
    const engine = new FakeEngine({ c: [containerState("c", { Status: "created" })] });
    engine.problem = "no such file: serve";
    await assert.rejects(
      new Readiness(engine, RUN_STARTED, 0).ready({ service: plain, containerId: "c" }),
      /The service web did not come up: no such file: serve\.$/,
    );
    const lost = exited(127, DURING, { Error: "no such file: serve" });
    assert.match((await failureAfter(plain, lost)).message, /did not come up: no such file: serve\.$/);
  });

  it("fails where the engine has to start a service again and again", async () => {
    const restarting = (count: number): ContainerState =>
      containerState("c", { Status: "restarting", ExitCode: 1 }, count);
    const error = await failureAfter(checked, restarting(3), restarting(5), restarting(8));
    assert.match(error.message, /it was started again 5 times; it ended with exit code 1\.$/);
  });

  it("fails where the container is gone", async () => {
    assert.match((await failureAfter(plain, undefined)).message, /is gone/);
  });

  it("takes a one-shot that ended well in this run for ready, and starts nothing", async () => {
    assert.deepEqual((await readyAfter(oneShot, containerState("c", {}), exited(0))).started, []);
  });

  it("starts a one-shot of an earlier run again, once, whether it ended well or not", async () => {
    for (const code of [0, 1]) {
      const engine = await readyAfter(oneShot, exited(code, BEFORE), exited(code, BEFORE), exited(0));
      assert.deepEqual(engine.started, ["c"]);
    }
  });

  it("fails where a one-shot ends badly", async () => {
    assert.match((await failureAfter(oneShot, exited(7))).message, /it ended with exit code 7\.$/);
    assert.match((await failureAfter(oneShot, exited(0, BEFORE), exited(3))).message, /exit code 3\.$/);
  });

  it("looks once for all that wait", async () => {
    const ids = ["a", "b", "c"];
    const states = Object.fromEntries(
      ids.map((id) => [id, [containerState(id, { Status: "created" }), containerState(id, {})]]),
    );
    const engine = new FakeEngine(states);
    const readiness = new Readiness(engine, RUN_STARTED, 1);
    await Promise.all(ids.map((containerId) => readiness.ready({ service: plain, containerId })));
    assert.ok(engine.looks <= 4, `looked ${String(engine.looks)} times`);
  });

  it("hands an engine's failure to all that wait", async () => {
    const engine = new FakeEngine();
    engine.inspect = () => Promise.reject(new Error("the engine is gone"));
    const readiness = new Readiness(engine, RUN_STARTED, 1);
    const results = await Promise.allSettled(
      ["a", "b"].map((containerId) => readiness.ready({ service: plain, containerId })),
    );
    assert.deepEqual(
      results.map((result) => (result.status === "rejected" ? String(result.reason) : result.status)),
      ["Error: the engine is gone", "Error: the engine is gone"],
    );
  });
});
