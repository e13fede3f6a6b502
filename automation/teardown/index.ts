/** What is left in AWS of a stack that was destroyed. */

import { loadStackConfig, stackNames } from "../local/stack";
import { repositoryRoot } from "../paths";
import type { EksConfig } from "../../model/config/eks/schema";
import { databaseIdentifier } from "../../model/eks/databases";
import { scopeOf } from "../../model/eks/scope";
import { PlinthError } from "../../model/errors";
import { MANAGED_BY, tagKeys } from "../../model/tags";
import { clusterTag, clusterTags } from "../../components/eks/drain/leftovers";
import { awsTeardownCloud } from "./aws";
import { arnParts, remainOf } from "./kinds";
import type { Remain, TagFilter, TeardownCloud, TeardownPlace } from "./remains";

export type { Remain } from "./remains";

/** The answer. */
export interface TeardownResult {
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
  /** What is left, sorted by ARN. */
  readonly left: readonly Remain[];
  /** What AWS deletes by itself on a day that is known: keys that wait for it. They do not count as left. */
  readonly pending: readonly Remain[];
}

/** What a verification works with, for tests. */
export interface TeardownSurroundings {
  /** @default AWS */
  readonly cloudOf?: (place: TeardownPlace) => TeardownCloud;
  /** Folder of the stacks' files. @default the repository */
  readonly root?: string;
}

/** Tags that EKS itself puts on what it makes. */
const eksTags = ["eks:cluster-name", "aws:eks:cluster-name"];

/**
 * Looks in the stack's account and region for whatever is left of it: by the platform's tags, by those that controllers
 * put on what they make, and by name for what a service makes without tags.
 *
 * The search by tag knows nothing of roles and lists things for hours after their deletion; so roles are listed by name
 * and told by their tags, and what can be asked after directly is. Resources that AWS has once for all regions answer in
 * one region of the partition only.
 *
 * @throws PlinthError config-missing, config-invalid, target-unavailable for a stack that has no file, a wrong one or
 *   another target; aws-credentials, aws-account, aws-denied, aws-unreachable where AWS cannot be asked.
 */
export async function verifyTeardown(
  stack: string,
  { cloudOf = awsTeardownCloud, root = repositoryRoot }: TeardownSurroundings = {},
): Promise<TeardownResult> {
  const config = eksConfig(stack, root);
  const place = scopeOf(config);
  const cloud = cloudOf(place);
  await checkAccount(cloud, stack, place.accountId);
  const there = await foundByItself(cloud, config, stack);
  const listed = (await foundByTag(cloud, config, stack)).filter((arn) => !there.has(arn));
  const gone = await cloud.gone(listed);
  const left: Remain[] = [];
  const pending: Remain[] = [];
  for (const arn of [...there, ...listed.filter((one) => !gone.has(one))].sort()) {
    const date = arnParts(arn).service === "kms" ? await cloud.keyDeletion(arn) : undefined;
    if (date === null) continue;
    if (date === undefined) left.push(remainOf(arn));
    else pending.push({ ...remainOf(arn), why: `It waits for its deletion on ${date}.`, remove: "" });
  }
  return { stack, accountId: place.accountId, region: place.region, left, pending };
}

function eksConfig(stack: string, root: string): EksConfig {
  const config = loadStackConfig(stack, root);
  if (config.target === "eks") return config;
  throw new PlinthError(
    "target-unavailable",
    `The stack ${stack} has plinth:target ${config.target}, and only stacks of the target eks leave something in AWS.`,
    { fix: `Choose a stack of the target eks. The stacks are: ${stackNames(root).join(", ")}.` },
  );
}

async function checkAccount(cloud: TeardownCloud, stack: string, accountId: string): Promise<void> {
  const given = await cloud.account();
  if (given === accountId) return;
  throw new PlinthError(
    "aws-account",
    `The credentials are for the AWS account ${given}, and the stack ${stack} is in ${accountId}.`,
    { fix: `Use credentials of ${accountId}, or correct plinth:accountId in Pulumi.${stack}.yaml.` },
  );
}

/** Tags that everything of the stack has. Not the owner's: it may change while the stack is up. */
function tagsOfStack({ repository }: EksConfig, stack: string): TagFilter {
  return { [tagKeys.managedBy]: MANAGED_BY, [tagKeys.repository]: repository, [tagKeys.stack]: stack };
}

/** The ARNs that the search by tag lists, each once; some of them may be gone. */
async function foundByTag(cloud: TeardownCloud, config: EksConfig, stack: string): Promise<string[]> {
  const { name, region } = config;
  const stackTags = tagsOfStack(config, stack);
  const ofCluster: TagFilter[] = [
    ...clusterTags(name).map(({ key, value }) => ({ [key]: value })),
    ...eksTags.map((key) => ({ [key]: name })),
  ];
  // Karpenter's instance profiles: what is there once for all regions may be another region's cluster of this name.
  const ofKarpenter = { [clusterTag(name)]: "owned", "topology.kubernetes.io/region": region };
  const arns = new Set<string>();
  // One after the other: the search by tag is among the slowest APIs to forgive many calls at once.
  for (const filter of [stackTags, ...ofCluster])
    for (const { arn } of await cloud.tagged(filter, "region")) arns.add(arn);
  for (const filter of [stackTags, ofKarpenter])
    for (const { arn } of await cloud.tagged(filter, "global")) arns.add(arn);
  return [...arns];
}

/** The ARNs of what its own service says is there: what that search does not know, or what has no tags. */
async function foundByItself(
  cloud: TeardownCloud,
  config: EksConfig,
  stack: string,
): Promise<ReadonlySet<string>> {
  const { name } = config;
  const database = databaseIdentifier(scopeOf(config));
  const stackTags = tagsOfStack(config, stack);
  const roles = (await cloud.roles(`${name}-`)).filter(({ tags }) => carries(tags, stackTags));
  const arns = [
    ...roles.map(({ arn }) => arn),
    ...(await cloud.controlPlaneInterfaces()),
    ...(await cloud.databaseSnapshots(database)),
  ];
  for (const prefix of logGroupPrefixes(name, database)) arns.push(...(await cloud.logGroups(prefix)));
  return new Set(arns);
}

function carries(tags: TagFilter, wanted: TagFilter): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

/** Groups that services of AWS make by themselves, without tags. */
function logGroupPrefixes(name: string, database: string): string[] {
  return [`/aws/eks/${name}/`, `/aws/containerinsights/${name}/`, `/aws/rds/instance/${database}/`];
}
