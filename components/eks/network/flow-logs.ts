/** The record of who talked to whom in the VPC. */

import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { FlowLog } from "@pulumi/aws/ec2/flowLog";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import type * as pulumi from "@pulumi/pulumi";
import { flowLogGroupName, flowLogPermissions, flowLogTrust } from "../../../model/eks/flow-logs";
import { roleName } from "../../../model/eks/scope";
import type { Scope } from "../../../model/eks/scope";

/** What the flow logs are made for. */
export interface FlowLogsArgs {
  readonly scope: Scope;
  readonly vpcId: pulumi.Input<string>;
  readonly logsKeyArn: pulumi.Input<string>;
  readonly boundaryArn: pulumi.Input<string>;
  readonly retentionDays: number;
}

/** Creates the flow log of all traffic, with its log group and the role that writes there. */
export function createFlowLogs(
  name: string,
  { scope, vpcId, logsKeyArn, boundaryArn, retentionDays }: FlowLogsArgs,
  options: pulumi.CustomResourceOptions,
): FlowLog {
  const key = `${name}-flow-logs`;
  const group = new LogGroup(
    key,
    { name: flowLogGroupName(scope), kmsKeyId: logsKeyArn, retentionInDays: retentionDays },
    options,
  );
  const role = new Role(
    key,
    {
      name: roleName(scope, "flow-logs"),
      description: "Writes the flow logs of the VPC",
      assumeRolePolicy: JSON.stringify(flowLogTrust(scope)),
      permissionsBoundary: boundaryArn,
    },
    options,
  );
  const policy = new RolePolicy(
    key,
    { name: "write-flow-logs", role: role.id, policy: JSON.stringify(flowLogPermissions(scope)) },
    options,
  );
  return new FlowLog(
    key,
    {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      // Interfaces of Nitro machines are logged each minute whatever is asked, and so are the others then.
      maxAggregationInterval: 60,
      tags: { Name: `${scope.name}-flow-logs` },
    },
    { ...options, dependsOn: [policy] },
  );
}
