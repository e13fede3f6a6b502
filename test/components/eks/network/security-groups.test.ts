import assert from "node:assert/strict";
import { firewallRules, securityGroupIds, securityGroups } from "../../../../model/eks/firewall";
import { namesOf, planNetwork, standardNetwork } from "./planned-network";
import type { PlannedNetwork } from "./planned-network";

const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("components/eks/network/security-groups", () => {
  it("has groups without rules of their own", async () => {
    const plan = await standardNetwork();
    assert.deepEqual(namesOf(plan, GROUP), securityGroupIds.map((id) => `ai-${id}`).sort());
    for (const id of securityGroupIds) {
      const { inputs } = plan.registered.get(GROUP, `ai-${id}`);
      assert.equal(inputs["name"], `ai-${id}`);
      assert.equal(inputs["description"], securityGroups[id]);
      assert.equal(inputs["vpcId"], "id-of-ai-vpc");
      assert.equal(inputs["revokeRulesOnDelete"], true);
      assert.deepEqual([inputs["ingress"], inputs["egress"]], [undefined, undefined]);
    }
  });

  it("gives the group of nodes the tags that controllers look for", async () => {
    const { registered } = await standardNetwork();
    assert.deepEqual(registered.get(GROUP, "ai-nodes").inputs["tags"], {
      Name: "ai-nodes",
      "kubernetes.io/cluster/ai": "owned",
      "karpenter.sh/discovery": "ai",
    });
    assert.deepEqual(registered.get(GROUP, "ai-data").inputs["tags"], { Name: "ai-data" });
  });

  describe("with every option", () => {
    const reason = "Models come from a hub";
    let plan: PlannedNetwork;
    before(async () => {
      plan = await planNetwork({ apiCidrs: ["10.100.0.0/16"], internetEgress: { reason } });
    });

    it("has exactly the rules of the model", () => {
      const request = { vpcCidr: "10.0.0.0/16", apiCidrs: ["10.100.0.0/16"], internetEgressReason: reason };
      const idsOf = (wanted: string) =>
        firewallRules(request)
          .filter(({ direction }) => direction === wanted)
          .map(({ id }) => `ai-${id}`)
          .sort();
      assert.deepEqual(namesOf(plan, INGRESS), idsOf("ingress"));
      assert.deepEqual(namesOf(plan, EGRESS), idsOf("egress"));
    });

    it("writes groups and every protocol as AWS takes them", () => {
      assert.deepEqual(plan.registered.get(INGRESS, "ai-nodes-from-nodes").inputs, {
        securityGroupId: "id-of-ai-nodes",
        referencedSecurityGroupId: "id-of-ai-nodes",
        ipProtocol: "-1",
        description: "Between nodes and pods",
      });
    });

    it("writes blocks and ports as AWS takes them", () => {
      assert.deepEqual(plan.registered.get(EGRESS, "ai-nodes-to-internet").inputs, {
        securityGroupId: "id-of-ai-nodes",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: reason,
      });
    });
  });

  it("takes the addresses of S3 from the endpoint", async () => {
    // In a preview they are not known yet, and the rule says what they come from.
    const { registered } = await planNetwork({}, { preview: true });
    const { inputs, dependencies } = registered.get(EGRESS, "ai-nodes-to-s3");
    assert.deepEqual([inputs["fromPort"], inputs["toPort"], inputs["cidrIpv4"]], [443, 443, undefined]);
    assert.ok(dependencies.some((urn) => urn.endsWith("VpcEndpoint::ai-s3")));
  });
});
