import assert from "node:assert/strict";
import { createPlatform } from "../../components/platform";
import { outputNames } from "../../model/eks/outputs";
import { FakeEngine } from "../helpers/fake-engine";
import { composeConfig, eksConfig } from "../helpers/configs";
import { Registrations } from "../helpers/registrations";

describe("components/platform", () => {
  const registered = new Registrations();

  beforeEach(() => registered.start({ stack: "dev", preview: true }));

  it("builds the local stack for the target compose", () => {
    const config = composeConfig({ composeFile: "test/fixtures/compose/platform/compose.yaml" });
    const outputs = createPlatform(config, { stack: "dev", engine: new FakeEngine() });
    assert.deepEqual(Object.keys(outputs), ["urls", "routerBaseUrl", "credentialsDir"]);
  });

  it("builds the platform on AWS for the target eks, and gives every output that is documented", () => {
    const config = eksConfig({ autoscaler: "karpenter", github: { repository: "example/plinth" } });
    const outputs = createPlatform(config, { stack: "prod" });
    assert.deepEqual(Object.keys(outputs).sort(), [...outputNames].sort());
  });

  it("exports nothing in place of what a stack does not have", () => {
    const outputs = createPlatform(eksConfig(), { stack: "prod" });
    const missing = outputNames.filter((name) => !Object.hasOwn(outputs, name));
    assert.deepEqual(missing, ["nodeInstanceProfile", "githubRoles", "interruptionQueue"]);
  });

  it("shows what is wrong with a compose file as it is, without a stack trace", () => {
    const composeFile = "test/fixtures/compose/invalid/deploy.yaml";
    assert.throws(
      () => createPlatform(composeConfig({ composeFile }), { stack: "dev", engine: new FakeEngine() }),
      (error) =>
        error instanceof Error &&
        "__pulumiRunError" in error &&
        /deploy\.yaml:4:5 services\.redis\.deploy/.test(error.message),
    );
  });
});
