import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readOutputs } from "../../automation/outputs";
import { silentReporter } from "../../automation/reporter";
import { isPlinthError } from "../../model/errors";
import { withEnvironment } from "../helpers/environment";
import { eksOutputs } from "../helpers/outputs";
import { pulumiForTests } from "../helpers/pulumi-program";
import { skipBecause } from "../helpers/skip";
import { execute, repository } from "../helpers/stack";

describe("engine/outputs", function () {
  this.timeout(120_000);
  let folder: string | undefined;
  let environment: Readonly<Record<string, string>>;
  let cli: string;

  before(async function () {
    const found = await pulumiForTests();
    if ("missing" in found) skipBecause(this, found.missing);
    cli = found.path;
    const made = mkdtempSync(join(tmpdir(), "plinth-outputs-"));
    folder = made;
    mkdirSync(join(made, "state"));
    writeFileSync(join(made, "Pulumi.yaml"), "name: plinth\nruntime: nodejs\n");
    environment = {
      PATH: `${dirname(cli)}:${process.env["PATH"] ?? ""}`,
      PULUMI_BACKEND_URL: `file://${join(made, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
    };
  });

  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const pulumi = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await execute(
      cli,
      ["--cwd", folder ?? "", "--non-interactive", ...args],
      {
        env: environment,
      },
    );
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const read = (): ReturnType<typeof readOutputs> =>
    withEnvironment(environment, () =>
      readOutputs("prod", { reporter: silentReporter, signal: new AbortController().signal }),
    );
  const isNotUp = (reason: RegExp) => (error: unknown) =>
    isPlinthError(error) && error.code === "stack-not-up" && reason.test(error.message);

  it("tells a stack that the backend does not have", async () => {
    await assert.rejects(read(), isNotUp(/no such stack/));
  });

  it("tells a stack that is not up", async () => {
    await pulumi("stack", "init", "prod");
    await assert.rejects(read(), isNotUp(/it is not up/));
  });

  it("reads the outputs of one that is up", async () => {
    const urn = "urn:pulumi:prod::plinth::pulumi:pulumi:Stack::plinth-prod";
    const resource = { urn, custom: false, type: "pulumi:pulumi:Stack", outputs: eksOutputs };
    const state = JSON.parse(await pulumi("stack", "export")) as { deployment: object };
    const file = join(folder ?? "", "state.json");
    writeFileSync(
      file,
      JSON.stringify({ ...state, deployment: { ...state.deployment, resources: [resource] } }),
    );
    await pulumi("stack", "import", "--file", file);
    const { kubeconfig, ...outputs } = await read();
    assert.deepEqual({ ...outputs, kubeconfig: kubeconfig.reveal() }, eksOutputs);
  });

  it("prints them, and hides the secret unless it is asked for", async () => {
    const plinth = (...options: string[]): ReturnType<typeof execute> =>
      execute(join(repository, "plinth"), ["outputs", "prod", ...options], { env: environment });
    const text = await plinth();
    assert.match(text.stdout, /^kubeconfig +\[secret\]$/m);
    assert.match(text.stdout, /^database\.port +5432$/m);
    const { outputs } = JSON.parse((await plinth("--json", "--show-secrets")).stdout) as { outputs: object };
    assert.deepEqual(outputs, eksOutputs);
  });
});
