import assert from "node:assert/strict";
import { planNetwork, standardNetwork, subnets } from "./planned-network";

const SUBNET = "aws:ec2/subnet:Subnet";

describe("components/eks/network/subnets", () => {
  it("makes a VPC with DNS", async () => {
    const { registered } = await standardNetwork();
    assert.deepEqual(registered.get("aws:ec2/vpc:Vpc", "ai-vpc").inputs, {
      cidrBlock: "10.0.0.0/16",
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: "ai" },
    });
  });

  it("empties the default security group", async () => {
    const { registered } = await standardNetwork();
    const { inputs } = registered.get("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "ai-default");
    assert.deepEqual([inputs["vpcId"], inputs["ingress"], inputs["egress"]], ["id-of-ai-vpc", [], []]);
  });

  it("makes the planned subnets, none of which gives out public addresses", async () => {
    const { registered } = await standardNetwork();
    for (const { kind, zone, cidr } of subnets) {
      const { inputs } = registered.get(SUBNET, `ai-${kind}-${zone}`);
      assert.equal(inputs["cidrBlock"], cidr);
      assert.equal(inputs["availabilityZone"], zone);
      assert.equal(inputs["mapPublicIpOnLaunch"], false);
    }
  });

  it("gives them the tags that controllers look for", async () => {
    const { registered } = await standardNetwork();
    const tagsOf = (kind: string) => registered.get(SUBNET, `ai-${kind}-eu-central-1b`).inputs["tags"];
    assert.deepEqual(tagsOf("private"), {
      Name: "ai-private-eu-central-1b",
      "kubernetes.io/role/internal-elb": "1",
      "karpenter.sh/discovery": "ai",
    });
    assert.deepEqual(tagsOf("public"), { Name: "ai-public-eu-central-1b", "kubernetes.io/role/elb": "1" });
    assert.deepEqual(tagsOf("data"), { Name: "ai-data-eu-central-1b" });
  });

  it("refuses a plan without private subnets", async () => {
    const plan = subnets.filter(({ kind }) => kind !== "private");
    await assert.rejects(planNetwork({ subnets: plan }), {
      message: /no private one.*Plan one in each zone/,
    });
  });
});
