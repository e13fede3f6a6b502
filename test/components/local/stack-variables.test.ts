import assert from "node:assert/strict";
import { stackVariables } from "../../../components/local/stack-variables";
import type { VariableSources } from "../../../components/local/stack-variables";
import { ComposeConfig } from "../../../model/config/schema";

const config = (keys: object = {}): ComposeConfig => ComposeConfig.parse({ target: "compose", ...keys });

function variables(keys: object, sources: Partial<VariableSources> = {}): Readonly<Record<string, string>> {
  return stackVariables(config(keys), {
    envFile: undefined,
    environment: {},
    user: { uid: 1000, gid: 100 },
    ...sources,
  });
}

describe("components/local/stack-variables", () => {
  it("takes the config, and runs services as the invoking user", () => {
    const values = variables({ name: "mine", ports: { web: 9090 } });
    assert.equal(values["PLINTH_NAME"], "mine");
    assert.equal(values["PLINTH_PORT_WEB"], "9090");
    assert.deepEqual([values["PLINTH_UID"], values["PLINTH_GID"]], ["1000", "100"]);
  });

  it("does not run services as root", () => {
    for (const user of [{ uid: 0, gid: 0 }, undefined]) {
      assert.equal(variables({}, { user })["PLINTH_UID"], "10001");
    }
  });

  it("prefers the environment to the user's own file, and that to the config", () => {
    const envFile = { foreign: true, variables: { PLINTH_NAME: "file", PLINTH_PORT_WEB: "1", MY_OWN: "x" } };
    const values = variables(
      { name: "config" },
      { envFile, environment: { PLINTH_NAME: "environment", HOME: "/" } },
    );
    assert.equal(values["PLINTH_NAME"], "environment");
    assert.equal(values["PLINTH_PORT_WEB"], "1");
    assert.equal(values["MY_OWN"], "x");
    assert.equal(values["HOME"], undefined);
  });

  it("takes nothing but the record of how images come from a file that ./plinth wrote", () => {
    const envFile = { foreign: false, variables: { PLINTH_NAME: "file", PLINTH_IMAGES: "build" } };
    const values = variables({}, { envFile });
    assert.equal(values["PLINTH_NAME"], "plinth");
    assert.equal(values["PLINTH_IMAGES"], "build");
    assert.match(values["PLINTH_IMAGE_REDIS"] ?? "", /^plinth\/redis:/);
  });

  it("pulls images where nothing is recorded, and does what the config forces", () => {
    assert.equal(variables({})["PLINTH_IMAGES"], "pull");
    const envFile = { foreign: false, variables: { PLINTH_IMAGES: "build" } };
    assert.equal(variables({ images: "pull" }, { envFile })["PLINTH_IMAGES"], "pull");
    assert.match(variables({ images: "build" })["PLINTH_IMAGE_REDIS"] ?? "", /^plinth\/redis:/);
  });
});
