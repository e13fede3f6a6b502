/** The network of a cluster: what stands in it, who reaches whom, and who reaches AWS. */

import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import * as pulumi from "@pulumi/pulumi";
import type { FirewallRequest } from "../../../model/eks/firewall";
import type { Scope } from "../../../model/eks/scope";
import type { SubnetPlan } from "../../../model/eks/subnets";
import { interfaceEndpointIds } from "../../../model/eks/vpc-endpoints";
import type { InterfaceEndpoint } from "../../../model/eks/vpc-endpoints";
import { createInterfaceEndpoints, createS3Endpoint } from "./endpoints";
import { createFlowLogs } from "./flow-logs";
import { createRoutes } from "./routes";
import type { NatMode } from "./routes";
import { createFirewallRules, createSecurityGroups } from "./security-groups";
import { createSubnets, createVpc } from "./subnets";
import type { PlacedSubnet } from "./subnets";

/** Arguments of `Network`. */
export interface NetworkArgs {
  /** The stack that the network belongs to. */
  readonly scope: Scope;
  /** The VPC's IPv4 block, of a private network. */
  readonly cidr: string;
  /** The subnets; at most one of each kind in a zone. */
  readonly subnets: readonly SubnetPlan[];
  /** NAT gateways: none, one in all, or one in each zone. */
  readonly nat: NatMode;
  /**
   * Lets nodes reach the internet by HTTPS; the reason becomes the rule's description.
   *
   * @default nodes reach private networks and AWS's services alone
   */
  readonly internetEgress?: { readonly reason: string };
  /**
   * IPv4 blocks of connected networks that may reach the private endpoint of the cluster's API.
   *
   * @default nodes and pods reach it alone
   */
  readonly apiCidrs?: readonly string[];
  /**
   * Services of AWS with an interface endpoint.
   *
   * @default all that either autoscaler needs
   */
  readonly endpoints?: readonly InterfaceEndpoint[];
  /**
   * How long flow logs are kept, in days; one of the numbers that CloudWatch Logs knows.
   *
   * @default 365
   */
  readonly flowLogRetentionDays?: number;
  /** ARN of the key of the flow logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** ARN of the boundary of the role that writes the flow logs. */
  readonly boundaryArn: pulumi.Input<string>;
}

const TYPE = "plinth:eks:Network";

/**
 * A VPC with private subnets for nodes, public ones for load balancers and NAT gateways, and data ones without any way
 * out; endpoints of AWS's services, so that nodes need no internet; flow logs; and the security groups of the stack.
 *
 * The default network ACL is left as it is: it lets all through, and the security groups decide.
 *
 * @example
 * const network = new Network("plinth", {
 *   scope,
 *   cidr: "10.0.0.0/16",
 *   subnets: planSubnets({ vpcCidr: "10.0.0.0/16", zones }),
 *   nat: "perZone",
 *   logsKeyArn: keys.arns.logs,
 *   boundaryArn: boundary.arn,
 * });
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** Subnets of nodes, with their zones. */
  readonly privateSubnets: readonly PlacedId[];
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly dataSubnetIds: pulumi.Output<string>[];
  readonly nodeSecurityGroupId: pulumi.Output<string>;
  /** The group itself: `eks.Cluster` takes it, and no id. */
  readonly controlPlaneSecurityGroup: SecurityGroup;
  /** Postgres and Valkey, from nodes alone. */
  readonly dataSecurityGroupId: pulumi.Output<string>;
  /** The addresses of S3 in the region. */
  readonly s3PrefixListId: pulumi.Output<string>;
  /** What nodes need before they can start, and until they are gone: routes, rules and endpoints. */
  readonly ready: readonly pulumi.Resource[];

  /** @throws Error where the subnets have no private one, or a NAT gateway no public one to stand in. */
  constructor(name: string, args: NetworkArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const { scope, cidr, nat, logsKeyArn, boundaryArn } = args;
    const child: pulumi.CustomResourceOptions = { parent: this };
    const vpc = createVpc(name, scope, cidr, child);
    const subnets = createSubnets(name, scope, vpc.id, args.subnets, child);
    this.vpcId = vpc.id;
    this.privateSubnets = placed(subnets, "private");
    this.publicSubnetIds = placed(subnets, "public").map(({ id }) => id);
    this.dataSubnetIds = placed(subnets, "data").map(({ id }) => id);

    const routes = createRoutes(name, { scope, vpcId: vpc.id, subnets, nat }, child);
    const s3 = createS3Endpoint(name, scope, vpc.id, routes.privateTableIds, child);
    const groups = createSecurityGroups(name, scope, vpc.id, child);
    const rules = createFirewallRules(name, firewallRequest(args), groups, s3.prefixListId, child);
    const endpoints = createInterfaceEndpoints(
      name,
      {
        scope,
        vpcId: vpc.id,
        subnetIds: this.privateSubnets.map(({ id }) => id),
        securityGroupId: groups.endpoints.id,
        services: args.endpoints ?? interfaceEndpointIds,
      },
      child,
    );
    const retentionDays = args.flowLogRetentionDays ?? 365;
    createFlowLogs(name, { scope, vpcId: vpc.id, logsKeyArn, boundaryArn, retentionDays }, child);

    this.nodeSecurityGroupId = groups.nodes.id;
    this.controlPlaneSecurityGroup = groups["control-plane"];
    this.dataSecurityGroupId = groups.data.id;
    this.s3PrefixListId = s3.prefixListId;
    this.ready = [...routes.ready, ...rules, s3, ...endpoints];
    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnets: this.privateSubnets,
      publicSubnetIds: this.publicSubnetIds,
      dataSubnetIds: this.dataSubnetIds,
    });
  }
}

interface PlacedId {
  readonly zone: string;
  readonly id: pulumi.Output<string>;
}

function placed(subnets: readonly PlacedSubnet[], kind: SubnetPlan["kind"]): PlacedId[] {
  return subnets
    .filter(({ plan }) => plan.kind === kind)
    .map(({ plan, subnet }) => ({ zone: plan.zone, id: subnet.id }));
}

function firewallRequest({ cidr, apiCidrs = [], internetEgress }: NetworkArgs): FirewallRequest {
  const request = { vpcCidr: cidr, apiCidrs };
  return internetEgress === undefined ? request : { ...request, internetEgressReason: internetEgress.reason };
}
