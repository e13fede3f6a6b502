/** The security groups and their rules. */

import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type * as pulumi from "@pulumi/pulumi";
import { firewallRules, securityGroupIds, securityGroups } from "../../../model/eks/firewall";
import type { FirewallRequest, FirewallRule, Peer, SecurityGroupId } from "../../../model/eks/firewall";
import type { Scope } from "../../../model/eks/scope";

/** The security groups. */
export type SecurityGroups = Readonly<Record<SecurityGroupId, SecurityGroup>>;

/** Creates the groups, without any rule: rules name groups, and groups each other by them. */
export function createSecurityGroups(
  name: string,
  scope: Scope,
  vpcId: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): SecurityGroups {
  const groups = securityGroupIds.map((id) => {
    const group = new SecurityGroup(
      `${name}-${id}`,
      {
        vpcId,
        name: `${scope.name}-${id}`,
        description: securityGroups[id],
        // AWS Load Balancer Controller adds rules of its own, which would hold the groups back.
        revokeRulesOnDelete: true,
        tags: { Name: `${scope.name}-${id}`, ...(id === "nodes" ? nodeTags(scope) : {}) },
      },
      options,
    );
    return [id, group] as const;
  });
  return Object.fromEntries(groups) as Record<SecurityGroupId, SecurityGroup>;
}

/** Tags by which AWS Load Balancer Controller and Karpenter find the group of nodes. */
function nodeTags({ name }: Scope): Record<string, string> {
  return { [`kubernetes.io/cluster/${name}`]: "owned", "karpenter.sh/discovery": name };
}

/** Creates every rule. */
export function createFirewallRules(
  name: string,
  request: FirewallRequest,
  groups: SecurityGroups,
  s3PrefixListId: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  return firewallRules(request).map((rule) => {
    const Rule = rule.direction === "ingress" ? SecurityGroupIngressRule : SecurityGroupEgressRule;
    const args = {
      securityGroupId: groups[rule.group].id,
      description: rule.description,
      ...protocolOf(rule),
      ...peerOf(rule.peer, groups, s3PrefixListId),
    };
    return new Rule(`${name}-${rule.id}`, args, options);
  });
}

interface Protocol {
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
}

function protocolOf({ ports }: FirewallRule): Protocol {
  if (ports === undefined) return { ipProtocol: "-1" };
  return { ipProtocol: "tcp", fromPort: ports.first, toPort: ports.last };
}

interface PeerArgs {
  readonly referencedSecurityGroupId?: pulumi.Input<string>;
  readonly cidrIpv4?: pulumi.Input<string>;
  readonly prefixListId?: pulumi.Input<string>;
}

function peerOf(peer: Peer, groups: SecurityGroups, s3PrefixListId: pulumi.Input<string>): PeerArgs {
  if ("group" in peer) return { referencedSecurityGroupId: groups[peer.group].id };
  return "cidr" in peer ? { cidrIpv4: peer.cidr } : { prefixListId: s3PrefixListId };
}
