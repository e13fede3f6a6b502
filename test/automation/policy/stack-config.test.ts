import assert from "node:assert/strict";
import { plainConfig, withStackConfig } from "../../../automation/policy/stack-config";
import { repositoryRoot } from "../../../automation/paths";
import { stackConfig } from "../../../policypack/lib/stack-config";

describe("automation/policy/stack-config", () => {
  it("stands where a pack under the CLI finds it, for as long as the work lasts", async () => {
    const config = plainConfig({ program: repositoryRoot, stack: "prod" });
    const before = stackConfig("plinth:repository");
    assert.equal(
      await withStackConfig(config, () => Promise.resolve(stackConfig("plinth:repository"))),
      "example/plinth",
    );
    assert.equal(stackConfig("plinth:repository"), before);
    await assert.rejects(withStackConfig({ "a:b": "c" }, () => Promise.reject(new Error("no"))));
    assert.equal(stackConfig("a:b"), undefined);
  });
});
