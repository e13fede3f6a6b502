/**
 * Which resources stand on which, as AWS sees it: it refuses to make what stands on nothing, and to delete what
 * something stands on.
 */

import { isObject, textsIn } from "./values";
import type { WireObject } from "./values";

/** Ids whose form tells that they are ids. */
const idOfEc2 = /^(?:acl|eipalloc|igw|lt|nat|rtb|sg|subnet|vpc)-[0-9a-f]{17}$/;

/** Inputs that name another resource, and what kind of thing they name. */
const links: readonly (readonly [type: RegExp, property: string, kind: string])[] = [
  [/^aws:eks\/(?!cluster:)/, "clusterName", "cluster"],
  [/^aws:iam\/(?:rolePolicy|rolePolicyAttachment|instanceProfile):/, "role", "role"],
  [/^aws:s3\/bucket[A-Z]/, "bucket", "bucket"],
  [/^aws:autoscaling\/(?:tag|lifecycleHook):/, "autoscalingGroupName", "group"],
  [/^aws:cloudwatch\/eventTarget:/, "rule", "rule"],
  [/^aws:sqs\/queuePolicy:/, "queueUrl", "queue"],
  [/^aws:ecr\/(?:lifecyclePolicy|repositoryPolicy):/, "repository", "repository"],
];

/** Types that such inputs name, by their id. */
const kinds: Readonly<Record<string, string>> = {
  "aws:eks/cluster:Cluster": "cluster",
  "aws:iam/role:Role": "role",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:autoscaling/group:Group": "group",
  "aws:cloudwatch/eventRule:EventRule": "rule",
  "aws:sqs/queue:Queue": "queue",
  "aws:ecr/repository:Repository": "repository",
};

/** Outputs with ids of what AWS makes beside a resource, and deletes with it. */
const besides: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/vpc:Vpc": ["defaultSecurityGroupId", "defaultRouteTableId", "defaultNetworkAclId"],
  "aws:eks/cluster:Cluster": ["vpcConfig"],
};

/** What inputs stand on: ids of EC2 as they are, the rest as `cluster prod`. */
export function usedBy(type: string, inputs: WireObject): ReadonlySet<string> {
  const used = new Set([...textsIn(inputs)].filter((text) => idOfEc2.test(text)));
  for (const [pattern, property, kind] of links) {
    const value = inputs[property];
    if (pattern.test(type) && typeof value === "string") used.add(`${kind} ${value}`);
  }
  const policy = inputs["policyArn"];
  // Policies of AWS itself are everywhere.
  if (type.startsWith("aws:iam/") && typeof policy === "string" && !policy.startsWith("arn:aws:iam::aws:")) {
    used.add(`policy ${policy}`);
  }
  return used;
}

/** What others may stand on, in the same form. */
export function givenBy(resource: {
  readonly type: string;
  readonly id: string;
  readonly outputs: WireObject;
}): ReadonlySet<string> {
  const { type, id, outputs } = resource;
  const given = new Set([id]);
  for (const output of besides[type] ?? []) {
    const value = outputs[output];
    const made = isObject(value) ? value["clusterSecurityGroupId"] : value;
    if (typeof made === "string") given.add(made);
  }
  const kind = kinds[type];
  if (kind !== undefined) given.add(`${kind} ${id}`);
  if (type === "aws:iam/policy:Policy") given.add(`policy ${id}`);
  if (type === "aws:eks/nodeGroup:NodeGroup")
    for (const group of groupsOf(outputs)) given.add(`group ${group}`);
  return given;
}

/** Names of the scaling groups of a node group. */
function groupsOf(outputs: WireObject): readonly string[] {
  const resources = Array.isArray(outputs["resources"]) ? (outputs["resources"] as unknown[]) : [];
  return resources.flatMap((resource) =>
    isObject(resource) ? [...textsIn(resource["autoscalingGroups"])] : [],
  );
}
