/** Where a VPC's flow logs go, and what the role that writes them may do. */

import { policyDocument } from "./policy-document";
import type { PolicyDocument } from "./policy-document";
import { arnOf } from "./scope";
import type { Scope } from "./scope";

/** Name of the log group. */
export function flowLogGroupName({ name }: Scope): string {
  return `/${name}/vpc-flow-logs`;
}

/**
 * Flow logs of this account and region take the role, and none of another account that names it.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
export function flowLogTrust(scope: Scope): PolicyDocument {
  return policyDocument({
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": scope.accountId },
      ArnLike: { "aws:SourceArn": arnOf(scope, "ec2", "vpc-flow-log/*") },
    },
  });
}

/** What writes the logs may not make the group: deleted with the stack, it would come back without key and retention. */
export function flowLogPermissions(scope: Scope): PolicyDocument {
  const group = arnOf(scope, "logs", `log-group:${flowLogGroupName(scope)}`);
  return policyDocument(
    {
      Sid: "WriteFlows",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [group, `${group}:*`],
    },
    {
      // The action knows no single group.
      Sid: "FindTheGroup",
      Effect: "Allow",
      Action: "logs:DescribeLogGroups",
      Resource: arnOf(scope, "logs", "log-group:*"),
    },
  );
}
