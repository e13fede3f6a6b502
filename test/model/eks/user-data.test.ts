import assert from "node:assert/strict";
import { parse } from "yaml";
import { userDataOf } from "../../../model/eks/user-data";

describe("model/eks/user-data", () => {
  it("is one part of MIME for Amazon Linux, which is a NodeConfig", () => {
    const text = userDataOf({ operatingSystem: "al2023" });
    const [head = "", part = "", end] = text.split(/^--==PLINTH==/m);
    assert.match(head, /^MIME-Version: 1\.0\nContent-Type: multipart\/mixed; boundary="==PLINTH=="\n\n$/);
    assert.equal(end, "--\n");
    const [header = "", body = ""] = part.trimStart().split("\n\n", 2);
    assert.equal(header, "Content-Type: application/node.eks.aws");
    assert.deepEqual(parse(body), {
      apiVersion: "node.eks.aws/v1alpha1",
      kind: "NodeConfig",
      spec: { kubelet: { config: { seccompDefault: true } } },
    });
  });

  it("is TOML for Bottlerocket", () => {
    const text = userDataOf({ operatingSystem: "bottlerocket" });
    assert.equal(text, "[settings.kubernetes]\nseccomp-default = true\n");
  });
});
