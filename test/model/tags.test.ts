import assert from "node:assert/strict";
import { EksConfig } from "../../model/config/schema";
import { MANAGED_BY, platformTags, tagKeys } from "../../model/tags";
import { tagSettings, tagsToAdd } from "../../policypack/lib/tags";

describe("model/tags", () => {
  let config: string | undefined;

  beforeEach(() => {
    config = process.env["PULUMI_CONFIG"];
  });

  afterEach(() => {
    if (config === undefined) delete process.env["PULUMI_CONFIG"];
    else process.env["PULUMI_CONFIG"] = config;
  });

  describe("beside the policy pack", () => {
    it("demands tags that the platform sets, and adds what it would set", () => {
      const tags = platformTags({ repository: "example/plinth", owner: "platform", stack: "prod" });
      assert.deepEqual(Object.keys(tags), Object.values(tagKeys));
      for (const key of tagSettings.required.default) assert.ok(key in tags, key);
      assert.deepEqual(tagSettings.values.default, [`${tagKeys.managedBy}=${MANAGED_BY}`]);
    });

    it("takes the values of tags from config keys that there are", () => {
      process.env["PULUMI_CONFIG"] = JSON.stringify({
        "plinth:owner": "platform",
        "plinth:repository": "example/plinth",
      });
      assert.ok("owner" in EksConfig.shape && "repository" in EksConfig.shape);
      assert.deepEqual(tagsToAdd([tagKeys.owner, tagKeys.repository], { required: [], values: [] }), {
        Owner: "platform",
        Repository: "example/plinth",
      });
    });
  });
});
