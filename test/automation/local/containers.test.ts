import assert from "node:assert/strict";
import { progressOf } from "../../../automation/local/containers";
import type { Container, ServicePhase } from "../../../automation/local/containers";
import { ownerOf } from "../../../automation/local/owner";
import { actionFor } from "../../../automation/compose/preview";

type State = Container["State"];

const server = { id: "web", containerName: "p-web", image: "web:1", oneShot: false };
const oneShot = { ...server, oneShot: true };

function container(state: Partial<State>, labels: Record<string, string> = {}): Container {
  return {
    Id: "1",
    Name: "/p-web",
    Image: "sha256:1",
    RestartCount: 0,
    Config: { Image: "web:1", Labels: labels },
    State: { Status: "running", ExitCode: 0, OOMKilled: false, Error: "", StartedAt: "", ...state },
  };
}

const health = (Status: "starting" | "healthy" | "unhealthy"): Partial<State> => ({ Health: { Status } });

describe("automation/local/containers", () => {
  const cases: readonly (readonly [string, boolean, Partial<State> | undefined, ServicePhase])[] = [
    ["no container", false, undefined, "absent"],
    ["made but not started", false, { Status: "created" }, "created"],
    ["made, and the start failed", false, { Status: "created", Error: "port is taken" }, "failed"],
    ["running without a health check", false, {}, "ready"],
    ["running, health check not yet passed", false, health("starting"), "starting"],
    ["running and healthy", false, health("healthy"), "ready"],
    ["running and unhealthy", false, health("unhealthy"), "unhealthy"],
    ["being restarted", false, { Status: "restarting", ExitCode: 1 }, "restarting"],
    ["stopped", false, { Status: "exited", ExitCode: 137 }, "stopped"],
    ["one-shot at work", true, {}, "running"],
    ["one-shot that ended well", true, { Status: "exited" }, "done"],
    ["one-shot that failed", true, { Status: "exited", ExitCode: 2 }, "failed"],
  ];
  for (const [what, isOneShot, state, phase] of cases)
    it(`${what}: ${phase}`, () => {
      const service = isOneShot ? oneShot : server;
      assert.equal(progressOf(service, state && container(state)).phase, phase);
    });

  it("says why a container failed", () => {
    assert.equal(
      progressOf(server, container({ Status: "created", Error: "port is taken" })).reason,
      "port is taken",
    );
    const killed = progressOf(oneShot, container({ Status: "exited", ExitCode: 137, OOMKilled: true }));
    assert.deepEqual([killed.exitCode, killed.reason], [137, "it ran out of memory"]);
  });
});

describe("automation/local/owner", () => {
  it("knows the engine by its labels", () => {
    assert.deepEqual(ownerOf(container({}, { "com.docker.compose.project": "x" })), {
      engine: "compose",
      name: "x",
    });
    assert.deepEqual(ownerOf(container({}, { "plinth.stack": "dev" })), { engine: "pulumi", name: "dev" });
    assert.equal(ownerOf(container({})), undefined);
  });
});

describe("automation/compose/preview", () => {
  const labels = { "com.docker.compose.config-hash": "aaa" };

  it("works out what Compose would do", () => {
    assert.equal(actionFor(undefined, "aaa"), "create");
    assert.equal(actionFor(container({}, labels), "bbb"), "recreate");
    assert.equal(actionFor(container({}, labels), "aaa"), "keep");
    assert.equal(actionFor(container({ Status: "exited" }, labels), "aaa"), "start");
  });
});
