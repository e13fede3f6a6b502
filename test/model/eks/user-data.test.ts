import assert from "node:assert/strict";
import { parse } from "yaml";
import { userDataOf } from "../../../model/eks/user-data";

describe("model/eks/user-data", () => {
  it("is one part of MIME for Amazon Linux, which is a NodeConfig", () => {
    const text = userDataOf({ operatingSystem: "al2023", efaInterfaces: 0 });
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

  it("lets containers lock memory on nodes with EFA, and keeps their other limit", () => {
    const text = userDataOf({ operatingSystem: "al2023", efaInterfaces: 4 });
    const [, body = ""] = (text.split(/^--==PLINTH==/m)[1] ?? "").trimStart().split("\n\n", 2);
    const { spec } = parse(body) as { spec: { containerd: object } };
    assert.deepEqual(spec.containerd, {
      baseRuntimeSpec: {
        process: {
          rlimits: [
            { type: "RLIMIT_NOFILE", soft: 65536, hard: 1048576 },
            { type: "RLIMIT_MEMLOCK", soft: 4398046511104, hard: 4398046511104 },
          ],
        },
      },
    });
  });

  it("is TOML for Bottlerocket", () => {
    const text = userDataOf({ operatingSystem: "bottlerocket", efaInterfaces: 0 });
    assert.equal(text, "[settings.kubernetes]\nseccomp-default = true\n");
  });
});
