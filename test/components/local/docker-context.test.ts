import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenContext } from "../../../components/local/docker-context";

describe("components/local/docker-context", () => {
  const home = mkdtempSync(join(tmpdir(), "plinth-context-"));
  const write = (text: string): void => {
    mkdirSync(join(home, ".docker"), { recursive: true });
    writeFileSync(join(home, ".docker", "config.json"), text);
  };
  after(() => {
    rmSync(home, { recursive: true });
  });

  it("finds none without a config", () => {
    assert.equal(chosenContext({}, home), undefined);
  });

  it("finds the context that was chosen", () => {
    write('{"currentContext": "desktop-linux"}');
    assert.equal(chosenContext({}, home), "desktop-linux");
    assert.equal(chosenContext({ DOCKER_CONFIG: join(home, ".docker") }, "/nowhere"), "desktop-linux");
  });

  it("leaves it to the provider where the environment decides", () => {
    assert.equal(chosenContext({ DOCKER_HOST: "tcp://127.0.0.1:2375" }, home), undefined);
    assert.equal(chosenContext({ DOCKER_CONTEXT: "other" }, home), undefined);
    assert.equal(chosenContext({ DOCKER_HOST: "" }, home), "desktop-linux");
  });

  it("takes the default context, or a config that says nothing, for none", () => {
    for (const text of ['{"currentContext": "default"}', "{}", "not json", '{"currentContext": 1}']) {
      write(text);
      assert.equal(chosenContext({}, home), undefined);
    }
  });
});
