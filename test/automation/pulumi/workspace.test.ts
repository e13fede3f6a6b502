import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { pulumiError } from "../../../automation/pulumi/errors";
import { writeWorkDir } from "../../../automation/pulumi/workspace";
import { PlinthError } from "../../../model/errors";

describe("automation/pulumi/workspace", () => {
  let root: string;
  const committed = "# A comment.\nconfig:\n  plinth:target: compose\n";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-workspace-"));
    writeFileSync(join(root, "Pulumi.yaml"), "name: plinth\nmain: index.ts\nruntime: nodejs\n");
    writeFileSync(join(root, "Pulumi.dev.yaml"), committed);
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const work = (): string => writeWorkDir("dev", root, join(root, ".plinth"));
  const settings = (folder: string): Record<string, unknown> =>
    parse(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")) as Record<string, unknown>;

  it("copies project and stack, the program being the repository's own", () => {
    const folder = work();
    const project = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as {
      main: string;
      name: string;
    };
    assert.equal(resolve(folder, project.main), join(root, "index.ts"));
    assert.equal(project.name, "plinth");
    assert.deepEqual(settings(folder), { config: { "plinth:target": "compose" } });
  });

  it("keeps the salt that Pulumi wrote into the copy, and takes new config over", () => {
    const folder = work();
    writeFileSync(join(folder, "Pulumi.dev.yaml"), `${committed}encryptionsalt: v1:abc\n`);
    writeFileSync(
      join(root, "Pulumi.dev.yaml"),
      committed.replace("compose", "compose\n  plinth:name: other"),
    );
    work();
    assert.deepEqual(settings(folder), {
      config: { "plinth:target": "compose", "plinth:name": "other" },
      encryptionsalt: "v1:abc",
    });
    assert.doesNotMatch(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8"), /salt/);
  });

  it("prefers the encryption that the committed file has", () => {
    const folder = work();
    writeFileSync(join(folder, "Pulumi.dev.yaml"), `${committed}encryptionsalt: v1:abc\n`);
    writeFileSync(join(root, "Pulumi.dev.yaml"), `${committed}encryptionsalt: v1:committed\n`);
    assert.equal(settings(work())["encryptionsalt"], "v1:committed");
    assert.ok(existsSync(join(root, ".plinth")));
  });
});

describe("automation/pulumi/errors", () => {
  const code = (message: string, diagnostics: string[] = []): string =>
    pulumiError(new Error(message), "dev", diagnostics).code;

  it("knows failures by what Pulumi says", () => {
    assert.equal(
      code("error: getting stack configuration: get stack secrets manager: incorrect passphrase"),
      "passphrase-wrong",
    );
    assert.equal(
      code("error: failed to load checkpoint: place 1: unexpected end of JSON input"),
      "state-corrupt",
    );
    assert.equal(code("error: the stack is currently locked by 1 lock(s). Either wait…"), "stack-locked");
    assert.equal(
      code("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?"),
      "engine-unreachable",
    );
    assert.equal(code("error: something else"), "operation-failed");
  });

  it("says where the backup of a broken state is, and that nothing is lost", () => {
    const error = pulumiError(
      new Error("error: failed to load checkpoint: unexpected end of JSON input"),
      "dev",
    );
    assert.match(error.fix, /dev\.json\.bak .*dev\.json`\. Nothing was changed or deleted/);
    assert.equal(error.exitCode, 4);
  });

  it("shows what the resources reported, and does not take their words for the state's", () => {
    const error = pulumiError(new Error("failed"), "dev", [
      "plinth-web: invalid character 'x' looking for beginning of value",
    ]);
    assert.equal(error.code, "operation-failed");
    assert.equal(error.details.length, 1);
  });

  it("leaves our own errors as they are", () => {
    const error = new PlinthError("disk-full", "Full.");
    assert.equal(pulumiError(error, "dev"), error);
  });
});
