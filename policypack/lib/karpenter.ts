/** Karpenter's pools of nodes, and the classes of nodes that they make. */

import { demand } from "./finding";
import type { Finding } from "./finding";
import { hasGpus } from "./gpus";
import { kubernetesTypes, objectsOf } from "./kubernetes";
import type { Property } from "./property";
import type { Resource } from "./rule";
import { all, any } from "./truth";
import type { Truth } from "./truth";

export const nodeClassTypes = [kubernetesTypes(["karpenter.k8s.aws"], ["EC2NodeClass"])];

export const nodePoolTypes = [kubernetesTypes(["karpenter.sh"], ["NodePool"])];

/**
 * What a rule demands of each EBS volume of a class of nodes.
 *
 * A class that names no volumes has one of gp3 that is encrypted, unless its AMI is a custom one, whose volumes are
 * those of the AMI: https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings
 */
export function ofEachVolume(
  resource: Resource,
  message: string,
  check: (volume: Property) => readonly Finding[],
): Finding[] {
  return objectsOf(resource).flatMap(({ properties, partial }) => {
    const mappings = properties.at("spec.blockDeviceMappings");
    if (mappings.state !== "absent") return mappings.items().flatMap((each) => check(each.at("ebs")));
    if (partial) return [];
    const family = properties.at("spec.amiFamily");
    return demand(
      family.text((name) => name !== "Custom", true),
      mappings,
      message,
    );
  });
}

/** Labels that name types of instances, or families and categories of them. */
const INSTANCES = [
  "node.kubernetes.io/instance-type",
  "karpenter.k8s.aws/instance-family",
  "karpenter.k8s.aws/instance-category",
];

/** Labels that only instances with accelerators have. */
const ACCELERATED = /^karpenter\.k8s\.aws\/instance-(?:gpu|accelerator)-/;

/** Families of GPUs, Trainium, Inferentia and Gaudi, which all have their letters in front of a digit. */
const ACCELERATORS = /^(?:gr?|p|trn|inf|dl)(?:\d|$)/;

/** Whether a pool is one for accelerators: it asks for instances that have them, or limits how many there are. */
export function hasAccelerators(pool: Property): Truth {
  return any(
    pool.at("spec.template.spec.requirements").some(asksForAccelerators),
    hasGpus(pool.at("spec.limits")),
  );
}

function asksForAccelerators(requirement: Property): Truth {
  const key = requirement.at("key");
  const operator = requirement.at("operator");
  return any(
    all(
      key.oneOf(INSTANCES, false),
      operator.oneOf(["In"], false),
      requirement.at("values").some((value) => value.text((name) => ACCELERATORS.test(name), false)),
    ),
    all(
      key.text((name) => ACCELERATED.test(name), false),
      operator.oneOf(["In", "Exists", "Gt", "Gte"], false),
    ),
  );
}
