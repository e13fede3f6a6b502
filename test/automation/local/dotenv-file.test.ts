import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatDotenv, writeDotenv } from "../../../automation/local/dotenv-file";
import { readEnvFile } from "../../../components/local/env-file";

describe("automation/local/dotenv-file", () => {
  const folder = mkdtempSync(join(tmpdir(), "plinth-dotenv-"));
  const path = join(folder, ".env");
  after(() => rmSync(folder, { recursive: true }));

  it("writes a file that is read back as ours, with the same values", () => {
    const variables = {
      PLINTH_NAME: "plinth",
      PLINTH_ROUTER_UPSTREAM_URL: "http://host.docker.internal:11434/v1",
    };
    writeDotenv(path, variables);
    assert.deepEqual(readEnvFile(join(folder, "compose.yaml")), { foreign: false, variables });
    assert.deepEqual(readdirSync(folder), [".env"], "nothing else is left");
  });

  it("does not write what stands there already", () => {
    const variables = { A: "1" };
    writeDotenv(path, variables);
    const before = statSync(path).mtimeMs;
    writeDotenv(path, variables);
    assert.equal(statSync(path).mtimeMs, before);
    assert.equal(readFileSync(path, "utf8"), formatDotenv(variables));
  });
});
