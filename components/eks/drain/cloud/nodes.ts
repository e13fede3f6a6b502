/** Nodes, launch templates and volumes of a cluster. */

import {
  DeleteLaunchTemplateCommand,
  DeleteVolumeCommand,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplates,
  paginateDescribeVolumes,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { EC2Client, Filter } from "@aws-sdk/client-ec2";
import { belongsToCluster, clusterTags, isKarpenterNode } from "../leftovers";
import type { Leftover, Place } from "../leftovers";
import { call, collect, tagMap } from "./call";

/** What Karpenter and the driver of EBS have made. */
export class Nodes {
  constructor(
    private readonly client: EC2Client,
    private readonly place: Place,
  ) {}

  async findInstances(): Promise<Leftover[]> {
    const Filters: Filter[] = [
      { Name: "vpc-id", Values: [this.place.vpcId] },
      { Name: "tag-key", Values: ["karpenter.sh/nodepool"] },
      { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped", "shutting-down"] },
    ];
    const reservations = await collect(
      "ec2:DescribeInstances",
      paginateDescribeInstances({ client: this.client }, { Filters }),
      (page) => page.Reservations,
    );
    return reservations
      .flatMap(({ Instances = [] }) => Instances)
      .filter(({ Tags }) => isKarpenterNode(this.place.name, tagMap(Tags)))
      .map(({ InstanceId = "", State }) => ({
        kind: "instance",
        id: InstanceId,
        going: State?.Name === "shutting-down",
      }));
  }

  async findLaunchTemplates(): Promise<Leftover[]> {
    const Filters = [{ Name: "tag:karpenter.k8s.aws/cluster", Values: [this.place.name] }];
    const templates = await collect(
      "ec2:DescribeLaunchTemplates",
      paginateDescribeLaunchTemplates({ client: this.client }, { Filters }),
      (page) => page.LaunchTemplates,
    );
    return templates.map(({ LaunchTemplateId = "", LaunchTemplateName = "" }) => ({
      kind: "launchTemplate",
      id: LaunchTemplateId,
      title: LaunchTemplateName,
      going: false,
    }));
  }

  /** Volumes in use are somebody's: of a node that goes, or of an instance that is not ours. */
  async findVolumes(): Promise<Leftover[]> {
    const found = new Map<string, Leftover>();
    for (const { key, value } of clusterTags(this.place.name)) {
      const Filters = [
        { Name: `tag:${key}`, Values: [value] },
        { Name: "status", Values: ["available", "error"] },
      ];
      const volumes = await collect(
        "ec2:DescribeVolumes",
        paginateDescribeVolumes({ client: this.client }, { Filters }),
        (page) => page.Volumes,
      );
      for (const { VolumeId = "", Tags } of volumes) {
        const tags = tagMap(Tags);
        const title = tags["kubernetes.io/created-for/pvc/name"];
        if (belongsToCluster(this.place.name, tags))
          found.set(VolumeId, {
            ...{ kind: "volume", id: VolumeId, going: false },
            ...(title === undefined ? {} : { title }),
          });
      }
    }
    return [...found.values()];
  }

  async removeInstance(id: string): Promise<void> {
    await call("ec2:TerminateInstances", () =>
      this.client.send(new TerminateInstancesCommand({ InstanceIds: [id] })),
    );
  }

  async removeLaunchTemplate(LaunchTemplateId: string): Promise<void> {
    await call("ec2:DeleteLaunchTemplate", () =>
      this.client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })),
    );
  }

  async removeVolume(VolumeId: string): Promise<void> {
    await call("ec2:DeleteVolume", () => this.client.send(new DeleteVolumeCommand({ VolumeId })));
  }
}
