import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import {
  loadLocalStack,
  loadStackConfig,
  resolveVariables,
  stackNames,
} from "../../../automation/local/stack";
import { PlinthError } from "../../../model/errors";
import { requiredKeys } from "../../helpers/platforms";

function thrown(action: () => unknown): PlinthError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof PlinthError, String(error));
    return error;
  }
  return assert.fail("it must fail");
}

describe("automation/local/stack", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-stack-"));
    mkdirSync(join(root, "docker-compose"));
    writeFileSync(join(root, "Pulumi.yaml"), "name: plinth\n");
    writeFileSync(join(root, "Pulumi.dev.yaml"), "config:\n  plinth:target: compose\n");
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it("finds the stacks that have a file", () => {
    writeFileSync(join(root, "Pulumi.prod.yaml"), "");
    assert.deepEqual(stackNames(root), ["dev", "prod"]);
  });

  it("reads a stack with its defaults", () => {
    const stack = loadLocalStack("dev", root);
    assert.equal(stack.composeFile, join(root, "docker-compose/docker-compose.minimal.yaml"));
    assert.equal(stack.dotenvFile, join(root, "docker-compose/.env"));
    assert.equal(stack.config.ports.web, 8080);
  });

  it("names the stacks that exist where there is none of the name", () => {
    const error = thrown(() => loadStackConfig("dve", root));
    assert.equal(error.code, "config-missing");
    assert.match(error.fix, /Did you mean `dev`\? The stacks are: dev\./);
  });

  it("takes no path for a name", () => {
    assert.equal(thrown(() => loadStackConfig("../dev", root)).code, "config-missing");
  });

  it("names file and line of broken YAML", () => {
    writeFileSync(join(root, "Pulumi.dev.yaml"), "config:\n  plinth:target: [compose\n");
    const error = thrown(() => loadStackConfig("dev", root));
    assert.equal(error.code, "config-invalid");
    assert.match(error.message, /Pulumi\.dev\.yaml:\d is not YAML/);
  });

  it("refuses a stack of another target, and says how one is brought up", () => {
    writeFileSync(join(root, "Pulumi.prod.yaml"), stringify({ config: requiredKeys }));
    const error = thrown(() => loadLocalStack("prod", root));
    assert.equal(error.code, "target-unavailable");
    assert.equal(error.exitCode, 2);
    assert.match(error.fix, /pulumi up --stack prod/);
  });

  it("lets the environment win over the user's own .env, and that over the config", () => {
    writeFileSync(
      join(root, "docker-compose/.env"),
      "PLINTH_PORT_WEB=9001\nPLINTH_PORT_VAULT=9002\nOTHER=1\n",
    );
    const { values, overrides, dotenvIsForeign } = resolveVariables(loadLocalStack("dev", root), "build", {
      PLINTH_PORT_WEB: "9000",
      PLINTH_IMAGES: "pull",
    });
    assert.equal(values["PLINTH_PORT_WEB"], "9000");
    assert.equal(values["PLINTH_PORT_VAULT"], "9002");
    assert.equal(values["PLINTH_PORT_MLFLOW"], "5050");
    assert.equal(values["PLINTH_IMAGES"], "build", "it only records the choice");
    assert.deepEqual(
      [...overrides],
      [
        ["PLINTH_PORT_WEB", "environment"],
        ["PLINTH_PORT_VAULT", ".env"],
      ],
    );
    assert.equal(dotenvIsForeign, true);
  });

  it("takes no values from a .env of ours", () => {
    writeFileSync(
      join(root, "docker-compose/.env"),
      "# Written by ./plinth: changes are overwritten; put yours into Pulumi.<stack>.yaml\nPLINTH_PORT_WEB=9001\n",
    );
    const { values, overrides, dotenvIsForeign } = resolveVariables(loadLocalStack("dev", root), "pull", {});
    assert.equal(values["PLINTH_PORT_WEB"], "8080");
    assert.equal(overrides.size, 0);
    assert.equal(dotenvIsForeign, false);
  });
});
