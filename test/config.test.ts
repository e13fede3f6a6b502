import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../config";

describe("config", () => {
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("reads text and JSON as Pulumi hands them over", () => {
    pulumi.runtime.setAllConfig({
      "plinth:target": "compose",
      "plinth:ports": '{"web":9090}',
      "plinth:images": "build",
      "aws:region": "eu-central-1",
    });
    const config = readConfig();
    assert.ok(config.target === "compose");
    assert.equal(config.ports.web, 9090);
    assert.equal(config.ports.prefect, 4200);
    assert.equal(config.images, "build");
  });

  it("reports every mistake at once, unknown keys among them, as an error that Pulumi shows plainly", () => {
    pulumi.runtime.setAllConfig({
      "plinth:target": "compose",
      "plinth:prots": "{}",
      "plinth:name": "Team A",
    });
    assert.throws(readConfig, (error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.match(error.message, /2 mistakes/);
      assert.match(error.message, /plinth:prots is not a key; did you mean plinth:ports\?/);
      assert.match(error.message, /plinth:name is not a short DNS label/);
      assert.ok(error.message.includes(`pulumi config set plinth:name plinth --stack ${pulumi.getStack()}`));
      return true;
    });
  });

  it("shows no secret", () => {
    pulumi.runtime.setAllConfig({ "plinth:target": "compose", "plinth:name": "Hunter 2" }, ["plinth:name"]);
    assert.throws(readConfig, (error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.match(error.message, /plinth:name/);
      assert.doesNotMatch(error.message, /Hunter/);
      return true;
    });
  });
});
