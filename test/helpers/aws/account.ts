/** An account of AWS with the things that controllers of a cluster leave behind, to be asked over the wire. */

import type { AwsAnswer, AwsAnswers, AwsRequest } from "./endpoint";

/** One thing of an account. */
export interface Thing {
  readonly kind:
    "instance" | "launchTemplate" | "interface" | "group" | "volume" | "balancer" | "targetGroup";
  readonly id: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly vpcId?: string;
  readonly status?: string;
  readonly description?: string;
  /** Ids of things that must be gone before it can be deleted. */
  readonly heldBy?: readonly string[];
  /** Ids of groups that its rules name. */
  readonly names?: readonly string[];
  /** Code of the failure of its deletion. */
  readonly refusal?: string;
}

/** How many things stand on one page of an answer. */
const PAGE = 2;

/** The account. Its things are gone at the second look after their deletion. */
export class Account {
  readonly things = new Map<string, Thing>();
  /** Ids that were deleted, in order. */
  readonly deleted: string[] = [];
  private readonly going = new Map<string, number>();

  constructor(
    readonly vpc: { readonly id: string; readonly owner: string },
    things: readonly Thing[] = [],
  ) {
    for (const thing of things) this.things.set(thing.id, thing);
  }

  /** Answers for EC2 and the load balancers. */
  answers(): AwsAnswers {
    return {
      "ec2:DescribeVpcs": ({ fields }) =>
        fields["VpcId.1"] === this.vpc.id
          ? { result: { vpcSet: [{ vpcId: this.vpc.id, ownerId: this.vpc.owner }] } }
          : { status: 400, code: "InvalidVpcID.NotFound" },
      "ec2:DescribeInstances": (request) =>
        this.list("instance", request, "reservationSet", ({ id, tags, status = "running" }) => ({
          instancesSet: [{ instanceId: id, instanceState: { name: status }, tagSet: pairs(tags) }],
        })),
      "ec2:DescribeLaunchTemplates": (request) =>
        this.list("launchTemplate", request, "launchTemplates", ({ id }) => ({
          ...{ launchTemplateId: id, launchTemplateName: `name-of-${id}` },
        })),
      "ec2:DescribeNetworkInterfaces": (request) =>
        this.list("interface", request, "networkInterfaceSet", ({ id, tags, description = "" }) => ({
          ...{ networkInterfaceId: id, description, tagSet: pairs(tags) },
        })),
      "ec2:DescribeSecurityGroups": (request) =>
        this.list("group", request, "securityGroupInfo", ({ id, tags, names = [] }) => ({
          ...{ groupId: id, groupName: `name-of-${id}`, tagSet: pairs(tags) },
          ipPermissions: names.map((groupId) => ({ ipProtocol: "-1", groups: [{ groupId }] })),
        })),
      "ec2:DescribeVolumes": (request) =>
        this.list("volume", request, "volumeSet", ({ id, tags }) => ({ volumeId: id, tagSet: pairs(tags) })),
      "ec2:TerminateInstances": ({ fields }) => this.remove(fields["InstanceId.1"]),
      "ec2:DeleteLaunchTemplate": ({ fields }) => this.remove(fields["LaunchTemplateId"]),
      "ec2:DeleteNetworkInterface": ({ fields }) => this.remove(fields["NetworkInterfaceId"]),
      "ec2:DeleteSecurityGroup": ({ fields }) => this.remove(fields["GroupId"]),
      "ec2:DeleteVolume": ({ fields }) => this.remove(fields["VolumeId"]),
      "ec2:RevokeSecurityGroupIngress": ({ fields }) => this.revoke(fields),
      ...this.balancing(),
    };
  }

  private balancing(): AwsAnswers {
    const describe =
      (kind: Thing["kind"], list: string, arn: string, name: string) =>
      ({ fields }: AwsRequest): AwsAnswer => {
        const { page, next } = pageOf(this.look(kind), fields["Marker"]);
        const found = page.map(({ id, vpcId }) => ({ [arn]: id, [name]: id.split("/")[2], VpcId: vpcId }));
        return { result: { [list]: found, ...(next === undefined ? {} : { NextMarker: next }) } };
      };
    const api = "elasticloadbalancing";
    return {
      [`${api}:DescribeLoadBalancers`]: describe(
        "balancer",
        "LoadBalancers",
        "LoadBalancerArn",
        "LoadBalancerName",
      ),
      [`${api}:DescribeTargetGroups`]: describe(
        "targetGroup",
        "TargetGroups",
        "TargetGroupArn",
        "TargetGroupName",
      ),
      [`${api}:DescribeTags`]: ({ fields }) => {
        const keys = Object.keys(fields).filter((key) => key.startsWith("ResourceArns.member."));
        const arns = keys.map((key) => fields[key] ?? "");
        if (!arns.every((arn) => this.things.has(arn))) return { status: 400, code: "LoadBalancerNotFound" };
        const TagDescriptions = arns.map((arn) => {
          const Tags = Object.entries(this.things.get(arn)?.tags ?? {});
          return { ResourceArn: arn, Tags: Tags.map(([Key, Value]) => ({ Key, Value })) };
        });
        return { result: { TagDescriptions } };
      },
      [`${api}:DeleteLoadBalancer`]: ({ fields }) => this.remove(fields["LoadBalancerArn"]),
      [`${api}:DeleteTargetGroup`]: ({ fields }) => this.remove(fields["TargetGroupArn"]),
    };
  }

  private list(
    kind: Thing["kind"],
    { fields }: AwsRequest,
    name: string,
    shape: (thing: Thing) => object,
  ): AwsAnswer {
    const { page, next } = pageOf(
      this.look(kind).filter((thing) => matches(thing, fields)),
      fields["NextToken"],
    );
    return { result: { [name]: page.map(shape), ...(next === undefined ? {} : { nextToken: next }) } };
  }

  /** What is there of a kind; a thing that is going is seen once more. */
  private look(kind: Thing["kind"]): Thing[] {
    return [...this.things.values()].filter((thing) => {
      if (thing.kind !== kind) return false;
      const looks = this.going.get(thing.id);
      if (looks === undefined || looks > 0) {
        if (looks !== undefined) this.going.set(thing.id, looks - 1);
        return true;
      }
      this.drop(thing.id);
      return false;
    });
  }

  private drop(id: string): void {
    this.things.delete(id);
    // AWS takes the interfaces of a load balancer away with it.
    for (const [other, { description }] of this.things)
      if (description === `ELB ${id.split("/").slice(1).join("/")}`) this.things.delete(other);
  }

  private remove(id = ""): AwsAnswer {
    const thing = this.things.get(id);
    if (thing === undefined) return { status: 400, code: "InvalidThing.NotFound" };
    if (thing.refusal !== undefined)
      return { status: 400, code: thing.refusal, message: `${id} is protected` };
    const holders = [...this.things.values()].filter(
      (other) => thing.heldBy?.includes(other.id) === true || other.names?.includes(id) === true,
    );
    if (holders.length > 0)
      return {
        status: 400,
        code: "DependencyViolation",
        message: `${id} is held by ${holders[0]?.id ?? ""}`,
      };
    this.deleted.push(id);
    this.going.set(id, 1);
    return { result: { return: true } };
  }

  private revoke(fields: AwsRequest["fields"]): AwsAnswer {
    const group = this.things.get(fields["GroupId"] ?? "");
    if (group === undefined) return { status: 400, code: "InvalidGroup.NotFound" };
    const named = fields["IpPermissions.1.Groups.1.GroupId"];
    this.things.set(group.id, { ...group, names: (group.names ?? []).filter((one) => one !== named) });
    return { result: { return: true } };
  }
}

function pageOf<T>(
  all: readonly T[],
  token: string | undefined,
): { page: readonly T[]; next: string | undefined } {
  const start = Number(token ?? 0);
  const end = start + PAGE;
  return { page: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}

function pairs(tags: Readonly<Record<string, string>> = {}): object[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** True for a thing that passes all filters of a request to EC2. */
function matches(thing: Thing, fields: AwsRequest["fields"]): boolean {
  const names = Object.keys(fields).filter((key) => /^Filter\.\d+\.Name$/.test(key));
  return names.every((key) => {
    const start = key.replace(/Name$/, "Value.");
    const values = Object.keys(fields)
      .filter((one) => one.startsWith(start))
      .map((one) => fields[one] ?? "");
    return passes(thing, fields[key] ?? "", values);
  });
}

function passes(
  { kind, tags = {}, vpcId, status, description = "" }: Thing,
  name: string,
  values: string[],
): boolean {
  const among = (value: string): boolean =>
    values.some((one) => (one.endsWith("*") ? value.startsWith(one.slice(0, -1)) : one === value));
  if (name.startsWith("tag:")) return among(tags[name.slice(4)] ?? "");
  if (name === "tag-key") return values.some((one) => one in tags);
  if (name === "vpc-id") return among(vpcId ?? "");
  if (name === "description") return among(description);
  if (name === "instance-state-name") return among(status ?? "running");
  if (name === "status")
    return among(status ?? (kind === "interface" || kind === "volume" ? "available" : ""));
  throw new Error(`the account does not know the filter ${name}`);
}
