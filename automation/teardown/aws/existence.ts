/** Which things are gone that a search by tag still lists. */

import {
  paginateDescribeInstances,
  paginateDescribeNatGateways,
  paginateDescribeTags,
} from "@aws-sdk/client-ec2";
import type { EC2Client } from "@aws-sdk/client-ec2";
import {
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { collect } from "../../../components/eks/drain/cloud/call";
import { arnParts } from "../kinds";

/** A filter of EC2 takes so many values: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html */
const VALUES_PER_FILTER = 200;

/** Asks EC2 and the load balancers themselves. */
export class Existence {
  constructor(
    private readonly ec2: EC2Client,
    private readonly balancers: ElasticLoadBalancingV2Client,
  ) {}

  /** Those of the ARNs, all of things with tags, that are gone; of other services than these two, nothing is known. */
  async gone(arns: readonly string[]): Promise<ReadonlySet<string>> {
    const byService = (service: string): string[] => arns.filter((arn) => arnParts(arn).service === service);
    const inEc2 = byService("ec2");
    const present = await this.presentIds(inEc2.map((arn) => arnParts(arn).id));
    const balancing = byService("elasticloadbalancing").filter((arn) => arn.split("/").length > 2);
    const presentBalancing = balancing.length === 0 ? new Set<string>() : await this.presentBalancing();
    return new Set([
      ...inEc2.filter((arn) => !present.has(arnParts(arn).id)),
      ...balancing.filter((arn) => !presentBalancing.has(arn)),
    ]);
  }

  /** EC2 forgets the tags of what is deleted, but for instances and NAT gateways, which stay listed for an hour. */
  private async presentIds(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const present = new Set(await inParts(ids, (Values) => this.tagged(Values)));
    const idsOf = (prefix: string): string[] => [...present].filter((one) => one.startsWith(prefix));
    const ended = [
      ...(await inParts(idsOf("i-"), (Values) => this.terminated(Values))),
      ...(await inParts(idsOf("nat-"), (Values) => this.deletedGateways(Values))),
    ];
    for (const id of ended) present.delete(id);
    return present;
  }

  private async tagged(Values: string[]): Promise<string[]> {
    const tags = await collect(
      "ec2:DescribeTags",
      paginateDescribeTags({ client: this.ec2 }, { Filters: [{ Name: "resource-id", Values }] }),
      (page) => page.Tags,
    );
    return tags.map(({ ResourceId = "" }) => ResourceId);
  }

  private async terminated(Values: string[]): Promise<string[]> {
    const Filters = [
      { Name: "instance-id", Values },
      { Name: "instance-state-name", Values: ["terminated", "shutting-down"] },
    ];
    const reservations = await collect(
      "ec2:DescribeInstances",
      paginateDescribeInstances({ client: this.ec2 }, { Filters }),
      (page) => page.Reservations,
    );
    return reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId = "" }) => InstanceId);
  }

  private async deletedGateways(Values: string[]): Promise<string[]> {
    const Filter = [
      { Name: "nat-gateway-id", Values },
      { Name: "state", Values: ["deleted", "deleting"] },
    ];
    const gateways = await collect(
      "ec2:DescribeNatGateways",
      paginateDescribeNatGateways({ client: this.ec2 }, { Filter }),
      (page) => page.NatGateways,
    );
    return gateways.map(({ NatGatewayId = "" }) => NatGatewayId);
  }

  private async presentBalancing(): Promise<ReadonlySet<string>> {
    const client = this.balancers;
    const balancers = await collect(
      "elasticloadbalancing:DescribeLoadBalancers",
      paginateDescribeLoadBalancers({ client }, {}),
      (page) => page.LoadBalancers,
    );
    const groups = await collect(
      "elasticloadbalancing:DescribeTargetGroups",
      paginateDescribeTargetGroups({ client }, {}),
      (page) => page.TargetGroups,
    );
    return new Set([
      ...balancers.map(({ LoadBalancerArn = "" }) => LoadBalancerArn),
      ...groups.map(({ TargetGroupArn = "" }) => TargetGroupArn),
    ]);
  }
}

/** Asks about as many ids at a time as a filter takes. */
async function inParts(
  ids: readonly string[],
  ask: (part: string[]) => Promise<readonly string[]>,
): Promise<string[]> {
  const answers: string[] = [];
  for (let start = 0; start < ids.length; start += VALUES_PER_FILTER)
    answers.push(...(await ask(ids.slice(start, start + VALUES_PER_FILTER))));
  return answers;
}
