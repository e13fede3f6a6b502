import assert from "node:assert/strict";
import { flowLogGroupName, flowLogPermissions, flowLogTrust } from "../../../model/eks/flow-logs";
import type { Scope } from "../../../model/eks/scope";

const scope: Scope = {
  name: "ai",
  region: "us-gov-west-1",
  accountId: "123456789012",
  partition: "aws-us-gov",
  dnsSuffix: "amazonaws.com",
  deletionProtection: true,
};

describe("model/eks/flow-logs", () => {
  it("trusts flow logs of this account and region", () => {
    assert.deepEqual(flowLogTrust(scope).Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws-us-gov:ec2:us-gov-west-1:123456789012:vpc-flow-log/*" },
        },
      },
    ]);
  });

  it("lets the role write to the one group, and make none", () => {
    const [write, find] = flowLogPermissions(scope).Statement;
    const group = `arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:${flowLogGroupName(scope)}`;
    assert.deepEqual(write?.Resource, [group, `${group}:*`]);
    assert.equal(find?.Action, "logs:DescribeLogGroups");
    assert.ok(!JSON.stringify(flowLogPermissions(scope)).includes("CreateLogGroup"));
  });
});
