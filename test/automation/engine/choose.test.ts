import assert from "node:assert/strict";
import { chooseEngine } from "../../../automation/engine/choose";
import type { EngineOwner, EngineProbes, EngineRequest } from "../../../automation/engine/choose";
import type { PlinthError } from "../../../model/errors";

const cli = { path: "/usr/bin/pulumi", version: "3.265.0", origin: "it is on PATH" };
const compose = { command: ["docker-compose"], version: "1.29.2" } as const;

const both: EngineProbes = {
  pulumi: () => Promise.resolve({ found: cli }),
  compose: () => Promise.resolve({ found: compose }),
};
const onlyCompose: EngineProbes = { ...both, pulumi: () => Promise.resolve({ missing: "there is none" }) };
const neither: EngineProbes = { ...onlyCompose, compose: () => Promise.resolve({ missing: "none works" }) };

const composeOwner: EngineOwner = { engine: "compose", name: "docker-compose" };
const pulumiOwner: EngineOwner = { engine: "pulumi", name: "dev" };

async function failure(
  request: EngineRequest,
  owner: EngineOwner | undefined,
  probes: EngineProbes,
): Promise<PlinthError> {
  const error: unknown = await chooseEngine(request, owner, probes).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Error, "it must fail");
  return error as PlinthError;
}

describe("automation/engine/choose", () => {
  it("takes Pulumi where it can be had, and says where it was found", async () => {
    const choice = await chooseEngine("auto", undefined, both);
    assert.deepEqual(choice, { engine: "pulumi", cli, reason: "it is on PATH" });
  });

  it("falls back to Compose and says why", async () => {
    const choice = await chooseEngine("auto", undefined, onlyCompose);
    assert.equal(choice.engine, "compose");
    assert.match(choice.reason, /Pulumi cannot be used: there is none/);
  });

  it("takes the engine that was asked for, and does not look for the other", async () => {
    const pulumi = (): never => assert.fail("Pulumi was looked for");
    assert.equal((await chooseEngine("compose", undefined, { ...both, pulumi })).engine, "compose");
    assert.equal((await chooseEngine("pulumi", undefined, both)).engine, "pulumi");
  });

  it("keeps a stack with the engine that it is up under", async () => {
    const choice = await chooseEngine("auto", composeOwner, both);
    assert.equal(choice.engine, "compose");
    assert.match(choice.reason, /already up under Docker Compose/);
    assert.equal((await chooseEngine("auto", pulumiOwner, both)).engine, "pulumi");
  });

  it("refuses the other engine for a stack that is up, and says how to change", async () => {
    const error = await failure("pulumi", composeOwner, both);
    assert.equal(error.code, "other-engine");
    assert.equal(error.exitCode, 4);
    assert.match(error.fix, /\.\/plinth down` first \(the data is kept\)/);
  });

  it("says what is missing where the engine that is needed cannot be had", async () => {
    assert.equal((await failure("pulumi", undefined, onlyCompose)).code, "pulumi-missing");
    assert.equal((await failure("auto", pulumiOwner, onlyCompose)).code, "pulumi-missing");
    const error = await failure("auto", undefined, neither);
    assert.equal(error.code, "compose-missing");
    assert.equal(error.exitCode, 3);
    assert.match(error.message, /there is none.*none works/);
  });
});
