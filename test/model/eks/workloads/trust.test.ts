import assert from "node:assert/strict";
import { workloads } from "../../../../model/eks/workloads";
import { irsaConditions, podIdentityTrust } from "../../../../model/eks/workloads/trust";
import { scope } from "../../../helpers/eks-scope";

describe("model/eks/workloads/trust", () => {
  it("trusts Pod Identity for this cluster of this account, with the tags of its sessions", () => {
    assert.deepEqual(podIdentityTrust(scope).Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnEquals: { "aws:SourceArn": "arn:aws:eks:eu-central-1:123456789012:cluster/plinth" },
        },
      },
    ]);
  });

  it("asks of a token who it is for and whose it is, whether or not the issuer is an address", () => {
    const expected = {
      StringEquals: {
        "oidc.eks.eu-central-1.amazonaws.com/id/1:aud": "sts.amazonaws.com",
        "oidc.eks.eu-central-1.amazonaws.com/id/1:sub": "system:serviceaccount:velero:velero-server",
      },
    };
    for (const scheme of ["", "https://"])
      assert.deepEqual(
        irsaConditions(`${scheme}oidc.eks.eu-central-1.amazonaws.com/id/1`, workloads.velero),
        expected,
      );
  });
});
