/** An account in which something is left of a stack, to be asked over the wire. */

import type { AwsAnswer, AwsAnswers, AwsRequest } from "./endpoint";
import { ACCOUNT, REGION } from "./leftovers";

/** What an account has. */
export interface Remains {
  /** @default the stack's */
  readonly account?: string;
  /** Tags by ARN, as the search by tag in the stack's region lists them. */
  readonly tagged?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The same of the region that answers for all. */
  readonly global?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Ids that EC2 still has, with tags. */
  readonly present?: readonly string[];
  /** Ids of instances that are terminated, and of NAT gateways that are deleted. */
  readonly ended?: readonly string[];
  /** ARNs of load balancers and target groups that are there. */
  readonly balancing?: readonly string[];
  /** State by ARN of a key; of a key that is not here, KMS knows nothing. */
  readonly keys?: Readonly<Record<string, object>>;
  readonly logGroups?: readonly string[];
  /** Id of the database by ARN of a snapshot of it. */
  readonly snapshots?: Readonly<Record<string, string>>;
  /** Tags by name of a role. */
  readonly roles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Ids of the interfaces of the control plane, which have no tags. */
  readonly interfaces?: readonly string[];
}

/** How many things stand on one page of an answer. */
const PAGE = 2;

/** How many values a filter of EC2 takes. */
const VALUES = 200;

/** The answers of such an account. */
export function remainsAnswers(remains: Remains): AwsAnswers {
  const { balancing = [] } = remains;
  return {
    "sts:GetCallerIdentity": () => ({ result: { Account: remains.account ?? ACCOUNT } }),
    "tagging:GetResources": (request) => search(remains, request),
    ...compute(remains),
    "elasticloadbalancing:DescribeLoadBalancers": () => ({
      result: { LoadBalancers: balancing.map((LoadBalancerArn) => ({ LoadBalancerArn })) },
    }),
    "elasticloadbalancing:DescribeTargetGroups": () => ({
      result: { TargetGroups: balancing.map((TargetGroupArn) => ({ TargetGroupArn })) },
    }),
    "kms:DescribeKey": ({ input }) => {
      const key = remains.keys?.[String(input["KeyId"])];
      return key === undefined
        ? { status: 400, code: "NotFoundException" }
        : { result: { KeyMetadata: key } };
    },
    "logs:DescribeLogGroups": ({ input }) => {
      const prefix = String(input["logGroupNamePrefix"]);
      const names = (remains.logGroups ?? []).filter((name) => name.startsWith(prefix));
      const { page, next } = pageOf(names, input["nextToken"]);
      const logGroups = page.map((name) => ({
        arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`,
      }));
      return { result: { logGroups, ...(next === undefined ? {} : { nextToken: next }) } };
    },
    "rds:DescribeDBSnapshots": ({ fields }) => {
      const { page, next } = pageOf(Object.entries(remains.snapshots ?? {}), fields["Marker"]);
      const DBSnapshots = page.map(([DBSnapshotArn, DBInstanceIdentifier]) => ({
        ...{ DBSnapshotArn, DBInstanceIdentifier },
      }));
      return { result: { DBSnapshots, Marker: next } };
    },
    ...roles(remains),
  };
}

function search({ tagged = {}, global = {} }: Remains, { region, input }: AwsRequest): AwsAnswer {
  const { TagFilters, PaginationToken } = input as {
    readonly TagFilters: readonly { readonly Key: string; readonly Values: readonly string[] }[];
    readonly PaginationToken?: string;
  };
  const found = Object.entries(region === REGION ? tagged : global).filter(([, tags]) =>
    TagFilters.every(({ Key, Values }) => Values.includes(tags[Key] ?? "")),
  );
  const { page, next } = pageOf(found, PaginationToken === "" ? undefined : PaginationToken);
  const ResourceTagMappingList = page.map(([ResourceARN, tags]) => ({
    ResourceARN,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }));
  return { result: { ResourceTagMappingList, PaginationToken: next ?? "" } };
}

function compute({ present = [], ended = [], interfaces = [] }: Remains): AwsAnswers {
  /** Answers with those of the ids in the first filter that are among these. */
  const among =
    (ids: readonly string[], list: string, shape: (id: string) => object) =>
    ({ fields }: AwsRequest): AwsAnswer => {
      const asked = Object.keys(fields).filter((key) => /^Filter\.1\.Value\./.test(key));
      if (asked.length > VALUES) return { status: 400, code: "FilterLimitExceeded" };
      const found = asked.map((key) => fields[key] ?? "").filter((id) => ids.includes(id));
      return { result: { [list]: found.map(shape) } };
    };
  return {
    "ec2:DescribeTags": among(present, "tagSet", (resourceId) => ({
      resourceId,
      key: "Stack",
      value: "prod",
    })),
    "ec2:DescribeInstances": among(ended, "reservationSet", (instanceId) => ({
      instancesSet: [{ instanceId }],
    })),
    "ec2:DescribeNatGateways": among(ended, "natGatewaySet", (natGatewayId) => ({ natGatewayId })),
    "ec2:DescribeNetworkInterfaces": () => ({
      result: { networkInterfaceSet: interfaces.map((networkInterfaceId) => ({ networkInterfaceId })) },
    }),
  };
}

function roles({ roles: tagsByName = {} }: Remains): AwsAnswers {
  return {
    "iam:ListRoles": ({ fields }) => {
      const { page, next } = pageOf(Object.keys(tagsByName), fields["Marker"]);
      const Roles = page.map((RoleName) => ({
        ...{ RoleName, Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}` },
        AssumeRolePolicyDocument: "%7B%7D",
      }));
      return { result: { Roles, Marker: next } };
    },
    "iam:ListRoleTags": ({ fields }) => ({
      result: {
        Tags: Object.entries(tagsByName[fields["RoleName"] ?? ""] ?? {}).map(([Key, Value]) => ({
          Key,
          Value,
        })),
      },
    }),
  };
}

function pageOf<T>(all: readonly T[], token: unknown): { page: readonly T[]; next: string | undefined } {
  const start = Number(token ?? 0);
  const end = start + PAGE;
  return { page: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}
