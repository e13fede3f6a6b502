import assert from "node:assert/strict";
import { flowLogPermissions, flowLogTrust } from "../../../../model/eks/flow-logs";
import { planNetwork, scope, standardNetwork } from "./planned-network";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";

describe("components/eks/network/flow-logs", () => {
  it("records all traffic, once the role may write", async () => {
    const { registered } = await standardNetwork();
    const { inputs, dependencies } = registered.get("aws:ec2/flowLog:FlowLog", "ai-flow-logs");
    assert.equal(inputs["trafficType"], "ALL");
    assert.equal(inputs["vpcId"], "id-of-ai-vpc");
    assert.equal(inputs["logDestinationType"], "cloud-watch-logs");
    assert.ok(dependencies.some((urn) => urn.endsWith("RolePolicy::ai-flow-logs")));
  });

  it("keeps the records under the key for a year, or as long as is asked", async () => {
    const { registered } = await standardNetwork();
    assert.deepEqual(registered.get(GROUP, "ai-flow-logs").inputs, {
      name: "/ai/vpc-flow-logs",
      kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/logs",
      retentionInDays: 365,
    });
    const short = await planNetwork({ flowLogRetentionDays: 30 });
    assert.equal(short.registered.get(GROUP, "ai-flow-logs").inputs["retentionInDays"], 30);
  });

  it("writes them by a role of its own, within the boundary", async () => {
    const { registered } = await standardNetwork();
    const { inputs } = registered.get("aws:iam/role:Role", "ai-flow-logs");
    assert.equal(inputs["name"], "ai-eu-central-1-flow-logs");
    assert.equal(inputs["permissionsBoundary"], "arn:aws:iam::123456789012:policy/boundary");
    assert.deepEqual(JSON.parse(inputs["assumeRolePolicy"] as string), flowLogTrust(scope));
    const policy = registered.get("aws:iam/rolePolicy:RolePolicy", "ai-flow-logs").inputs["policy"];
    assert.deepEqual(JSON.parse(policy as string), flowLogPermissions(scope));
  });
});
