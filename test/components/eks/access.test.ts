import assert from "node:assert/strict";
import { ClusterAccess } from "../../../components/eks/access";
import { scope } from "../../helpers/eks-scope";
import { Registrations } from "../../helpers/registrations";

const ENTRY = "aws:eks/accessEntry:AccessEntry";
const ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const ADMIN = "arn:aws:iam::123456789012:role/team/admin";
const OTHER = "arn:aws:iam::210987654321:role/admin";

describe("components/eks/access", () => {
  const registered = new Registrations();

  async function create(admins: readonly string[], partition = "aws"): Promise<void> {
    await registered.start({ stack: "prod", preview: false });
    new ClusterAccess("plinth", { scope: { ...scope, partition }, clusterName: "plinth", admins });
    await registered.settled();
  }

  it("makes each role an administrator of the whole cluster", async () => {
    await create([ADMIN, OTHER]);
    const name = "plinth-admin-123456789012-team/admin";
    assert.deepEqual(registered.get(ENTRY, name).inputs, { clusterName: "plinth", principalArn: ADMIN });
    const association = registered.get(ASSOCIATION, name);
    assert.deepEqual(association.inputs, {
      clusterName: "plinth",
      principalArn: ADMIN,
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
      accessScope: { type: "cluster" },
    });
    assert.ok(association.dependencies.some((urn) => urn.includes(`${ENTRY}::${name}`)));
    assert.match(association.parent, /plinth:eks:ClusterAccess::plinth$/);
    registered.get(ENTRY, "plinth-admin-210987654321-admin");
  });

  it("takes a role that is named twice once", async () => {
    await create([ADMIN, ADMIN]);
    assert.equal(registered.all().filter(({ type }) => type === ENTRY).length, 1);
  });

  it("names the policy of the partition", async () => {
    await create([ADMIN], "aws-cn");
    const [association] = registered.all().filter(({ type }) => type === ASSOCIATION);
    assert.match(String(association?.inputs["policyArn"]), /^arn:aws-cn:eks::aws:/);
  });

  it("lets nobody in where nobody is named", async () => {
    await create([]);
    assert.equal(registered.all().filter(({ type }) => type.startsWith("aws:")).length, 0);
  });
});
