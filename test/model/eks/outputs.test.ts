import assert from "node:assert/strict";
import { EksOutputs, isSecretOutput, outputMistakes, outputNames } from "../../../model/eks/outputs";
import { eksOutputs } from "../../helpers/outputs";

describe("model/eks/outputs", () => {
  it("takes the outputs of a stack, with and without what may be absent", () => {
    assert.deepEqual(EksOutputs.parse(eksOutputs), eksOutputs);
    const { githubRoles, interruptionQueue, nodeInstanceProfile, ...rest } = eksOutputs;
    assert.ok(githubRoles && interruptionQueue && nodeInstanceProfile);
    assert.deepEqual(EksOutputs.parse(rest), rest);
    assert.deepEqual(outputMistakes(rest), []);
  });

  it("describes every output", () => {
    for (const name of outputNames) assert.ok((EksOutputs.shape[name].description ?? "").length > 10, name);
  });

  it("knows the one secret", () => {
    assert.deepEqual(outputNames.filter(isSecretOutput), ["kubeconfig"]);
  });

  it("names every output that is missing", () => {
    const { vpcId, cache, ...rest } = eksOutputs;
    assert.ok(vpcId !== "" && cache.port > 0);
    assert.deepEqual(outputMistakes(rest), ["The output vpcId is missing.", "The output cache is missing."]);
  });

  it("names what is wrong in an output, and shows no value", () => {
    const wrong = {
      ...eksOutputs,
      kubeconfig: 7,
      database: { ...eksOutputs.database, port: "hidden-value" },
    };
    const mistakes = outputMistakes(wrong);
    assert.equal(mistakes.length, 2);
    assert.match(mistakes.join(), /output kubeconfig is not/);
    assert.match(mistakes.join(), /output database\.port is not/);
    assert.doesNotMatch(mistakes.join(), /hidden-value/);
  });

  it("wants every key, bucket and repository, and the roles of some workloads only", () => {
    const { mlflow, ...buckets } = eksOutputs.buckets;
    assert.ok(mlflow !== "");
    assert.equal(outputMistakes({ ...eksOutputs, buckets }).length, 1);
    assert.deepEqual(outputMistakes({ ...eksOutputs, workloadRoles: {} }), []);
    assert.equal(outputMistakes({ ...eksOutputs, workloadRoles: { nobody: "arn" } }).length, 1);
  });
});
