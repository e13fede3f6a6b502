import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvFile } from "../../../components/local/env-file";
import { isPlinthError } from "../../../model/errors";
import { ENV_FILE_HEADER } from "../../../model/variables";

describe("components/local/env-file", () => {
  const folder = mkdtempSync(join(tmpdir(), "plinth-env-"));
  const composeFile = join(folder, "compose.yaml");
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("finds none where there is none", () => {
    assert.equal(readEnvFile(composeFile), undefined);
  });

  it("tells a file of ./plinth from one of the user", () => {
    writeFileSync(join(folder, ".env"), `${ENV_FILE_HEADER}\nA=1\n`);
    assert.deepEqual(readEnvFile(composeFile), { foreign: false, variables: { A: "1" } });
    writeFileSync(join(folder, ".env"), "A=1\n");
    assert.deepEqual(readEnvFile(composeFile), { foreign: true, variables: { A: "1" } });
  });

  it("names the line that cannot be read", () => {
    writeFileSync(join(folder, ".env"), "A=1\nB\n");
    assert.throws(
      () => readEnvFile(composeFile),
      (error) =>
        isPlinthError(error) &&
        error.code === "compose-invalid" &&
        error.message.endsWith(".env:2 cannot be read."),
    );
  });
});
