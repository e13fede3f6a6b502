/** Network interfaces and security groups of a cluster's VPC. */

import {
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeVpcsCommand,
  paginateDescribeNetworkInterfaces,
  paginateDescribeSecurityGroups,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import type { EC2Client, Filter, IpPermission, NetworkInterface, SecurityGroup } from "@aws-sdk/client-ec2";
import { belongsToCluster, isPodInterface } from "../leftovers";
import type { Leftover, Place } from "../leftovers";
import { call, collect, isGone, tagMap } from "./call";

/** What holds a VPC. */
export class Network {
  constructor(
    private readonly client: EC2Client,
    private readonly place: Place,
  ) {}

  async vpcOwner(): Promise<string | undefined> {
    try {
      const { Vpcs = [] } = await call("ec2:DescribeVpcs", () =>
        this.client.send(new DescribeVpcsCommand({ VpcIds: [this.place.vpcId] })),
      );
      return Vpcs[0]?.OwnerId;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** How EKS describes its own: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
  private get controlPlane(): string {
    return `Amazon EKS ${this.place.name}`;
  }

  async controlPlaneInterfaces(): Promise<string[]> {
    const found = await this.interfaces(
      { Name: "description", Values: [this.controlPlane] },
      { Name: "status", Values: ["in-use"] },
    );
    return found.map(({ NetworkInterfaceId = "" }) => NetworkInterfaceId);
  }

  /** AWS makes and removes them with the load balancer; until then they hold subnets and groups. */
  async findLoadBalancerInterfaces(): Promise<Leftover[]> {
    const found = await this.interfaces({ Name: "description", Values: ["ELB *"] });
    return found.map(({ NetworkInterfaceId = "", Description = "" }) => ({
      kind: "loadBalancerInterface",
      id: NetworkInterfaceId,
      title: Description,
      going: true,
    }));
  }

  /** Those of pods, and what EKS has left of the control plane's. */
  async findInterfaces(): Promise<Leftover[]> {
    const found = await this.interfaces({ Name: "status", Values: ["available"] });
    return found
      .filter(
        ({ TagSet, Description }) =>
          Description === this.controlPlane || isPodInterface(this.place.name, tagMap(TagSet)),
      )
      .map(({ NetworkInterfaceId = "" }) => ({
        kind: "networkInterface",
        id: NetworkInterfaceId,
        going: false,
      }));
  }

  private interfaces(...filters: readonly Filter[]): Promise<NetworkInterface[]> {
    const Filters = [{ Name: "vpc-id", Values: [this.place.vpcId] }, ...filters];
    return collect(
      "ec2:DescribeNetworkInterfaces",
      paginateDescribeNetworkInterfaces({ client: this.client }, { Filters }),
      (page) => page.NetworkInterfaces,
    );
  }

  async removeInterface(NetworkInterfaceId: string): Promise<void> {
    await call("ec2:DeleteNetworkInterface", () =>
      this.client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
    );
  }

  async findSecurityGroups(): Promise<Leftover[]> {
    const groups = await this.securityGroups();
    return groups
      .filter(({ Tags }) => belongsToCluster(this.place.name, tagMap(Tags)))
      .map(({ GroupId = "", GroupName = "" }) => ({
        kind: "securityGroup",
        id: GroupId,
        title: GroupName,
        going: false,
      }));
  }

  private securityGroups(): Promise<SecurityGroup[]> {
    const Filters = [{ Name: "vpc-id", Values: [this.place.vpcId] }];
    return collect(
      "ec2:DescribeSecurityGroups",
      paginateDescribeSecurityGroups({ client: this.client }, { Filters }),
      (page) => page.SecurityGroups,
    );
  }

  /** A group that a rule of another names cannot be deleted, so those rules go first. */
  async removeSecurityGroup(id: string): Promise<void> {
    for (const { GroupId = "", IpPermissions, IpPermissionsEgress } of await this.securityGroups()) {
      const ingress = rulesThatName(id, IpPermissions);
      const egress = rulesThatName(id, IpPermissionsEgress);
      if (ingress.length > 0)
        await call("ec2:RevokeSecurityGroupIngress", () =>
          this.client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: ingress })),
        );
      if (egress.length > 0)
        await call("ec2:RevokeSecurityGroupEgress", () =>
          this.client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: egress })),
        );
    }
    await call("ec2:DeleteSecurityGroup", () =>
      this.client.send(new DeleteSecurityGroupCommand({ GroupId: id })),
    );
  }
}

/** The parts of rules that name a group. */
function rulesThatName(group: string, permissions: readonly IpPermission[] = []): IpPermission[] {
  return permissions.flatMap(({ IpProtocol, FromPort, ToPort, UserIdGroupPairs = [] }) => {
    const pairs = UserIdGroupPairs.filter(({ GroupId }) => GroupId === group);
    return pairs.length === 0 ? [] : [{ IpProtocol, FromPort, ToPort, UserIdGroupPairs: pairs }];
  });
}
