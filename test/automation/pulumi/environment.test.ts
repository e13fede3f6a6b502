import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pulumiEnvironment } from "../../../automation/pulumi/environment";
import { PlinthError } from "../../../model/errors";

describe("automation/pulumi/environment", () => {
  let folder: string;
  let stateDir: string;
  let passphraseFile: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-pulumi-"));
    stateDir = join(folder, "state");
    passphraseFile = join(folder, "passphrase");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const all = (environment: Record<string, string> = {}): Readonly<Record<string, string>> =>
    pulumiEnvironment({ environment: { PULUMI_HOME: folder, ...environment }, stateDir, passphraseFile });
  /** What is said of state and passphrase. */
  const resolve = (environment: Record<string, string> = {}): Readonly<Record<string, string>> =>
    all({ PULUMI_PARALLEL: "16", ...environment });

  it("has Pulumi do more at once than it would by itself, unless the user says how much", () => {
    assert.equal(all()["PULUMI_PARALLEL"], "64");
    assert.equal(all({ PULUMI_PARALLEL: "" })["PULUMI_PARALLEL"], "64", "an empty one is none");
    assert.equal(all({ PULUMI_PARALLEL: "16" })["PULUMI_PARALLEL"], undefined, "the user's own stays");
  });

  it("keeps state and passphrase in the repository where the user has chosen nothing", () => {
    assert.deepEqual(resolve(), {
      PULUMI_BACKEND_URL: pathToFileURL(stateDir).href,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile,
    });
    assert.equal(statSync(passphraseFile).mode & 0o777, 0o600);
    const passphrase = readFileSync(passphraseFile, "utf8");
    assert.match(passphrase, /^[0-9a-f]{64}\n$/);
    resolve();
    assert.equal(readFileSync(passphraseFile, "utf8"), passphrase, "it is made once");
  });

  it("respects a backend that the user names, and gives it a passphrase", () => {
    const variables = resolve({ PULUMI_BACKEND_URL: "s3://bucket" });
    assert.deepEqual(Object.keys(variables), ["PULUMI_CONFIG_PASSPHRASE_FILE"]);
  });

  it("respects a login, which for Pulumi's service needs no passphrase", () => {
    assert.deepEqual(resolve({ PULUMI_ACCESS_TOKEN: "pul-1" }), {});
    writeFileSync(join(folder, "credentials.json"), JSON.stringify({ current: "https://api.pulumi.com" }));
    assert.deepEqual(resolve(), {});
    writeFileSync(join(folder, "credentials.json"), JSON.stringify({ current: "file://~" }));
    assert.deepEqual(Object.keys(resolve()), ["PULUMI_CONFIG_PASSPHRASE_FILE"]);
    writeFileSync(join(folder, "credentials.json"), "{");
    assert.equal(Object.keys(resolve()).length, 2, "a broken file is no login");
  });

  it("respects the user's own passphrase, also an empty one", () => {
    for (const given of [{ PULUMI_CONFIG_PASSPHRASE: "" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "/x" }])
      assert.deepEqual(Object.keys(resolve(given)), ["PULUMI_BACKEND_URL"]);
    assert.equal(existsSync(passphraseFile), false);
  });

  it("does not make a new passphrase for a state that was made with another", () => {
    const stacks = join(stateDir, ".pulumi", "stacks", "plinth");
    mkdirSync(stacks, { recursive: true });
    writeFileSync(join(stacks, "dev.json"), "{}");
    assert.throws(resolve, (error) => error instanceof PlinthError && error.code === "passphrase-wrong");
    assert.equal(existsSync(passphraseFile), false);
  });
});
