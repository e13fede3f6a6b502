import assert from "node:assert/strict";
import { PermissionsBoundary } from "../../../../components/eks/identity/boundary";
import { boundaryDocument } from "../../../../model/eks/boundary";
import { permissionsBoundaryArn } from "../../../../model/eks/scope";
import { scope } from "../../../helpers/eks-scope";
import { Registrations, valueOf } from "../../../helpers/registrations";

const POLICY = "aws:iam/policy:Policy";

describe("components/eks/identity/boundary", () => {
  it("makes the policy that the roles' ARN of the boundary names", async () => {
    const registered = new Registrations();
    const outputs = (_: string, name: string) => ({ arn: `arn-of-${name}` });
    await registered.start({ stack: "prod", preview: false, outputs });
    const { arn } = new PermissionsBoundary("plinth", { scope });
    assert.equal(await valueOf(arn), "arn-of-plinth-boundary");
    const { inputs, parent } = registered.get(POLICY, "plinth-boundary");
    assert.ok(permissionsBoundaryArn(scope).endsWith(`:policy/${String(inputs["name"])}`));
    assert.deepEqual(JSON.parse(inputs["policy"] as string), boundaryDocument(scope));
    assert.ok(parent.endsWith("PermissionsBoundary::plinth"));
  });
});
