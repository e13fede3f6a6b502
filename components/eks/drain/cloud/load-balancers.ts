/** Load balancers and target groups of a cluster. */

import {
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ElasticLoadBalancingV2Client, TagDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { belongsToCluster } from "../leftovers";
import type { Leftover, Place } from "../leftovers";
import { call, collect, isGone, tagMap } from "./call";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
const ARNS_PER_CALL = 20;

/** Load balancers of version 2 of the API: those for applications, networks and gateways. */
export class LoadBalancers {
  constructor(
    private readonly client: ElasticLoadBalancingV2Client,
    private readonly place: Place,
  ) {}

  async findLoadBalancers(): Promise<Leftover[]> {
    const all = await collect(
      "elasticloadbalancing:DescribeLoadBalancers",
      paginateDescribeLoadBalancers({ client: this.client }, {}),
      (page) => page.LoadBalancers,
    );
    const here = all
      .filter(({ VpcId }) => VpcId === this.place.vpcId)
      .map(({ LoadBalancerArn = "", LoadBalancerName = "" }) => [LoadBalancerArn, LoadBalancerName] as const);
    return this.ofCluster("loadBalancer", here);
  }

  async findTargetGroups(): Promise<Leftover[]> {
    const all = await collect(
      "elasticloadbalancing:DescribeTargetGroups",
      paginateDescribeTargetGroups({ client: this.client }, {}),
      (page) => page.TargetGroups,
    );
    const here = all
      .filter(({ VpcId }) => VpcId === this.place.vpcId)
      .map(({ TargetGroupArn = "", TargetGroupName = "" }) => [TargetGroupArn, TargetGroupName] as const);
    return this.ofCluster("targetGroup", here);
  }

  private async ofCluster(
    kind: "loadBalancer" | "targetGroup",
    things: readonly (readonly [arn: string, title: string])[],
  ): Promise<Leftover[]> {
    const ours = new Set<string>();
    for (let start = 0; start < things.length; start += ARNS_PER_CALL) {
      const arns = things.slice(start, start + ARNS_PER_CALL).map(([arn]) => arn);
      for (const { ResourceArn = "", Tags } of await this.tagsOf(arns))
        if (belongsToCluster(this.place.name, tagMap(Tags))) ours.add(ResourceArn);
    }
    return things.filter(([arn]) => ours.has(arn)).map(([id, title]) => ({ kind, id, title, going: false }));
  }

  /** Nothing of a thing that has gone since it was listed: for one of those AWS refuses the whole call. */
  private async tagsOf(ResourceArns: string[]): Promise<readonly TagDescription[]> {
    try {
      const { TagDescriptions = [] } = await call("elasticloadbalancing:DescribeTags", () =>
        this.client.send(new DescribeTagsCommand({ ResourceArns })),
      );
      return TagDescriptions;
    } catch (error) {
      if (!isGone(error)) throw error;
      if (ResourceArns.length === 1) return [];
      const each: TagDescription[] = [];
      for (const arn of ResourceArns) each.push(...(await this.tagsOf([arn])));
      return each;
    }
  }

  async removeLoadBalancer(LoadBalancerArn: string): Promise<void> {
    await call("elasticloadbalancing:DeleteLoadBalancer", () =>
      this.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })),
    );
  }

  async removeTargetGroup(TargetGroupArn: string): Promise<void> {
    await call("elasticloadbalancing:DeleteTargetGroup", () =>
      this.client.send(new DeleteTargetGroupCommand({ TargetGroupArn })),
    );
  }
}
