/** Pools of nodes and single instances. */

import { sourcesOf } from "../../lib/join";
import type { Property } from "../../lib/property";
import type { StackResource } from "../../lib/rule";
import { allKnown, gap, join, numberAt, textAt, textsAt, whenKnown } from "../quote";
import type { Context, Known, Pricer, Quote } from "../quote";
import { nodesQuote } from "./nodes";
import { deviceQuote, templateVolumes, volumeQuote } from "./volumes";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** Type that EKS takes where none is given. */
const EKS_TYPE = "t3.medium";

function templateOf(resource: StackResource, key: string, { stack }: Context): Property | undefined {
  return sourcesOf(stack, resource, key, TEMPLATE)[0]?.properties;
}

/** The types that a pool names itself, or else the one of its launch template, or else the standard. */
function typesOf(
  own: Known<readonly string[]>,
  template: Property | undefined,
  standard?: string,
): Known<readonly string[]> {
  if ("unknown" in own || own.value.length > 0) return own;
  if (template === undefined)
    return standard === undefined ? { unknown: "instanceType" } : { value: [standard] };
  return allKnown([textAt(template.child("instanceType"))]);
}

/** Managed node groups of AWS and of `@pulumi/eks`, whose smallest and largest sizes have different defaults. */
function managedNodeGroup(fewest?: number, most?: number): Pricer {
  return (resource, context) => {
    const { properties } = resource;
    const template = templateOf(resource, "launchTemplate", context);
    const known = [
      typesOf(textsAt(properties.child("instanceTypes")), template, EKS_TYPE),
      textAt(properties.child("capacityType"), "ON_DEMAND"),
      numberAt(properties.at("scalingConfig.minSize"), fewest),
      numberAt(properties.at("scalingConfig.maxSize"), most),
    ] as const;
    return whenKnown<[readonly string[], string, number, number]>(known, (types, capacity, min, max) =>
      nodesQuote(
        { types, spotShare: capacity === "SPOT" ? 1 : 0, fewest: min, most: max },
        nodeVolumes(properties, template, context),
        context,
      ),
    );
  };
}

/** EKS gives a node 20 GiB of gp3 where neither the group nor its launch template says otherwise. */
function nodeVolumes(properties: Property, template: Property | undefined, context: Context): Quote {
  if (template !== undefined) return templateVolumes(template, context);
  const disk = { type: { value: "gp3" }, iops: { value: 0 }, throughput: { value: 0 } };
  return volumeQuote({ ...disk, sizeGiB: numberAt(properties.child("diskSize"), 20) }, context);
}

const scalingGroup: Pricer = (resource, context) => {
  const { properties } = resource;
  const mixed = properties.child("mixedInstancesPolicy");
  const key = mixed.state === "absent" ? "launchTemplate" : "mixedInstancesPolicy";
  const template = templateOf(resource, key, context);
  if (template === undefined) return gap("unseen", "its launch template is not in the stack");
  const overrides = mixed.at("launchTemplate.overrides").items();
  const named = allKnown(overrides.map((each) => textAt(each.child("instanceType"))));
  const onDemandPercent = numberAt(
    mixed.at("instancesDistribution.onDemandPercentageAboveBaseCapacity"),
    100,
  );
  const market = textAt(template.at("instanceMarketOptions.marketType"), "");
  const known = [
    typesOf(named, template),
    onDemandPercent,
    market,
    numberAt(properties.child("minSize")),
    numberAt(properties.child("maxSize")),
  ] as const;
  return whenKnown<[readonly string[], number, string, number, number]>(
    known,
    (names, percent, marketType, min, max) =>
      nodesQuote(
        { types: names, spotShare: marketType === "spot" ? 1 : 1 - percent / 100, fewest: min, most: max },
        templateVolumes(template, context),
        context,
      ),
  );
};

function instance(spotShare: 0 | 1): Pricer {
  return (resource, context) => {
    const { properties } = resource;
    const template = templateOf(resource, "launchTemplate", context);
    const own = properties.child("instanceType");
    const type = textAt(own.state === "absent" ? (template?.child("instanceType") ?? own) : own);
    const market = textAt(properties.at("instanceMarketOptions.marketType"), "");
    return whenKnown<[string, string]>([type, market], (name, marketType) => {
      const share = marketType === "spot" ? 1 : spotShare;
      const devices = properties.child("ebsBlockDevices").items();
      const volumes = join(
        deviceQuote(properties.child("rootBlockDevice"), context),
        ...devices.map((device) => deviceQuote(device, context)),
      );
      const { parts, gaps } = nodesQuote(
        { types: [name], spotShare: share, fewest: 1, most: 1 },
        volumes,
        context,
      );
      return { parts, gaps };
    });
  };
}

export const poolPricers: Readonly<Record<string, Pricer>> = {
  "aws:eks/nodeGroup:NodeGroup": managedNodeGroup(),
  "eks:index:ManagedNodeGroup": managedNodeGroup(1, 2),
  "aws:autoscaling/group:Group": scalingGroup,
  "aws:ec2/instance:Instance": instance(0),
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": instance(1),
};
