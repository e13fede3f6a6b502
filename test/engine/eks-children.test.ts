import assert from "node:assert/strict";
import { join } from "node:path";
import { EksStack } from "../helpers/eks-stack";
import { skipBecause } from "../helpers/skip";
import { repository } from "../helpers/stack";

/** What `eks.Cluster` makes is made in another process: the program does not register it, and no plan shows it. */
describe("engine/eks-children", function () {
  this.timeout(900_000);
  let stack: EksStack | undefined;
  let printed = "";

  before(async function () {
    const created = await EksStack.create(join(repository, "test/fixtures/eks-children"), "test");
    if ("missing" in created) skipBecause(this, created.missing);
    stack = created;
    const finished = await stack.run("preview", "--policy-pack", join(repository, "policypack"));
    assert.notEqual(finished.code, 0);
    printed = finished.stdout;
  });
  after(() => stack?.remove());

  const denied = (rule: string, resource: string): void =>
    assert.match(printed, new RegExp(`\\[mandatory\\].* {2}${rule} {2}\\(${resource}\\)`), printed);

  it("lets policies see the cluster, and deny it", () => {
    denied("eks-endpoint-private", "aws:eks:Cluster: open-eksCluster");
  });

  it("lets policies see the rules of its security groups, and deny them", () => {
    denied("network-private-egress", "aws:ec2:SecurityGroupRule: open-eksClusterInternetEgressRule");
  });
});
