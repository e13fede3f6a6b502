import assert from "node:assert/strict";
import { Secret } from "../../../automation/outputs";
import type { StackOutputs } from "../../../automation/outputs";
import { plainOutputs, rowsOf } from "../../../cli/commands/outputs";
import { eksOutputs } from "../../helpers/outputs";

describe("cli/commands/outputs", () => {
  const { kubeconfig, ...rest } = eksOutputs;
  const outputs: StackOutputs = { ...rest, kubeconfig: new Secret(kubeconfig) };

  it("hides the secret, and shows it where it is asked for", () => {
    assert.deepEqual(plainOutputs(outputs, false), { ...rest, kubeconfig: "[secret]" });
    assert.deepEqual(plainOutputs(outputs, true), eksOutputs);
  });

  it("knows a secret by what it is, whatever its name", () => {
    const more = { ...outputs, token: new Secret("s3cr3t") };
    assert.equal(plainOutputs(more, false)["token"], "[secret]");
    assert.equal(plainOutputs(more, true)["token"], "s3cr3t");
  });

  it("has a row for every plain value, with its path for a name", () => {
    assert.deepEqual(
      rowsOf("", { cluster: "demo", pools: ["cpu", "gpu"], cache: { port: 6379, tls: true } }),
      [
        ["cluster", "demo"],
        ["pools", "cpu gpu"],
        ["cache.port", "6379"],
        ["cache.tls", "true"],
      ],
    );
  });
});
