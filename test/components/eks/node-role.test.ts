import assert from "node:assert/strict";
import { NodeRole } from "../../../components/eks/node-role";
import { scope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

describe("components/eks/node-role", () => {
  const registered = new Registrations();
  let role: NodeRole;

  beforeEach(async () => {
    await registered.start({ stack: "prod", preview: false });
    role = new NodeRole(scope.name, { scope, boundaryArn: "arn:boundary" });
    await registered.settled();
  });

  it("is a role for EC2 with the boundary and a name that is known", async () => {
    const { inputs, parent } = registered.get("aws:iam/role:Role", "plinth-node");
    assert.equal(inputs["name"], "plinth-eu-central-1-node");
    assert.equal(inputs["permissionsBoundary"], "arn:boundary");
    assert.deepEqual(JSON.parse(String(inputs["assumeRolePolicy"])), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: ["ec2.amazonaws.com"] }, Action: "sts:AssumeRole" },
      ],
    });
    assert.match(parent, /plinth:eks:NodeRole::plinth$/);
    assert.equal(await valueOf(role.roleName), "plinth-eu-central-1-node");
  });

  it("joins the cluster and pulls images, and has no rights on network interfaces", () => {
    const policies = registered
      .all()
      .filter(({ type }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .map(({ inputs }) => inputs["policyArn"]);
    assert.deepEqual(policies.toSorted(), [
      "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
      "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    ]);
  });

  it("opens sessions, and reads no parameters", () => {
    const { inputs } = registered.get("aws:iam/rolePolicy:RolePolicy", "plinth-node-sessions");
    const { Statement } = JSON.parse(String(inputs["policy"])) as { Statement: { Action: string[] }[] };
    const actions = Statement.flatMap(({ Action }) => Action);
    assert.ok(actions.includes("ssmmessages:OpenControlChannel"));
    assert.deepEqual(
      actions.filter((action) => /Get|\*/.test(action)),
      [],
    );
  });

  it("has no instance profile, as EKS makes those of node groups", () => {
    assert.equal(role.instanceProfileName, undefined);
    const types = registered.all().map(({ type }) => type);
    assert.ok(!types.includes("aws:iam/instanceProfile:InstanceProfile"));
  });

  it("has one for Karpenter, which cannot make it without the internet", async () => {
    const other = new NodeRole("k", { scope, boundaryArn: "arn:boundary", instanceProfile: true });
    await registered.settled();
    const { inputs } = registered.get("aws:iam/instanceProfile:InstanceProfile", "k-node");
    assert.equal(inputs["name"], "plinth-eu-central-1-node");
    assert.equal(inputs["role"], "plinth-eu-central-1-node");
    assert.ok(other.instanceProfileName);
    assert.equal(await valueOf(other.instanceProfileName), "plinth-eu-central-1-node");
  });

  it("hands out its rights, so that nodes come after them", () => {
    assert.equal(role.ready.length, 3);
  });
});
