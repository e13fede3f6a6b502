import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { readOutputs } from "../../automation/outputs";
import type { StackOutputs } from "../../automation/outputs";
import { silentReporter } from "../../automation/reporter";
import { failure } from "../helpers/failure";
import { eksConfig } from "../helpers/configs";
import { eksOutputs } from "../helpers/outputs";

describe("automation/outputs", () => {
  let root: string;

  before(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-outputs-"));
    const keys = Object.entries(eksConfig()).map(([key, value]) => [`plinth:${key}`, value]);
    writeFileSync(join(root, "Pulumi.prod.yaml"), stringify({ config: Object.fromEntries(keys) as object }));
    writeFileSync(join(root, "Pulumi.dev.yaml"), stringify({ config: { "plinth:target": "compose" } }));
  });

  after(() => rmSync(root, { recursive: true }));

  const context = { reporter: silentReporter, signal: new AbortController().signal };
  const read = (outputs: object | undefined, stack = "prod"): Promise<StackOutputs> => {
    const map = Object.entries(outputs ?? {}).map(([name, value]) => [
      name,
      { value: value as unknown, secret: false },
    ]);
    const answer = outputs === undefined ? undefined : (Object.fromEntries(map) as OutputMap);
    return readOutputs(stack, context, { root, read: () => Promise.resolve(answer) });
  };

  it("gives the outputs, and the secret to whoever asks for it", async () => {
    const { kubeconfig, ...rest } = await read(eksOutputs);
    const { kubeconfig: expected, ...others } = eksOutputs;
    assert.deepEqual(rest, others);
    assert.equal(kubeconfig.reveal(), expected);
  });

  it("shows the secret in no text, document or log", async () => {
    const outputs = await read(eksOutputs);
    const secret = outputs.kubeconfig;
    const texts = [
      JSON.stringify(outputs),
      inspect(outputs, { depth: 9, showHidden: true }),
      `${secret.toString()}`,
    ];
    for (const text of texts) {
      assert.match(text, /\[secret\]/);
      assert.doesNotMatch(text, /apiVersion/);
    }
  });

  it("leaves out what it does not know", async () => {
    assert.equal("extra" in (await read({ ...eksOutputs, extra: 1 })), false);
  });

  it("names every output that is missing or wrong, and the command that mends it", async () => {
    const { vpcId, ...rest } = eksOutputs;
    assert.ok(vpcId !== "");
    const error = await failure(read({ ...rest, pools: "cpu" }));
    assert.equal(error.code, "outputs-incomplete");
    assert.equal(error.details.length, 2);
    assert.match(error.details.join(), /The output vpcId is missing/);
    assert.match(error.details.join(), /The output pools is not what it should be/);
    assert.match(error.fix, /pulumi up --stack prod/);
  });

  it("tells a stack that Pulumi does not have from one that is not up", async () => {
    const unknown = await failure(read(undefined));
    assert.equal(unknown.code, "stack-not-up");
    assert.match(unknown.message, /Pulumi has no such stack in its backend/);
    const empty = await failure(read({}));
    assert.match(empty.message, /prod has no outputs: it is not up, or was destroyed/);
    assert.equal(empty.exitCode, 4);
  });

  it("refuses a stack without a file, and one of another target", async () => {
    assert.equal((await failure(read(eksOutputs, "nope"))).code, "config-missing");
    const compose = await failure(read(eksOutputs, "dev"));
    assert.equal(compose.code, "target-unavailable");
    assert.match(compose.fix, /\.\/plinth status dev/);
  });
});
