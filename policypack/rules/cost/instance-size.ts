import { vcpusOf } from "../../cost/vcpus";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import type { Truth } from "../../lib/truth";

const message =
  "must be of a size that the setting `maxVcpus` allows, or one of `allowedTypes`: large instances are dear when they stand idle.";

/** Types that may be of one of several instance types. */
const pools = ["aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup"];

export const rule = resourceRule({
  name: "cost-instance-size",
  title: "Instances are no larger than they may be",
  description:
    "A large instance costs its whole price however little of it is used, and a typing error in a size is soon worth a month's budget.",
  severity: "low",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/select-the-correct-resource-type-size-and-number.html",
  remediation:
    "Take a smaller size, or more instances of a smaller size. Where the size is wanted, name the type in the setting `allowedTypes`.",
  settings: {
    maxVcpus: { type: "number", description: "Most processors that an instance may have.", default: 96 },
    allowedTypes: {
      type: "array",
      items: { type: "string" },
      description: "Instance types that may be larger, as `p5.48xlarge`.",
      default: [],
    },
  },
  types: [
    ...pools,
    "aws:ec2/instance:Instance",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  ],
  check: ({ type, properties }, { maxVcpus, allowedTypes }) => {
    const fits = (instanceType: string): Truth => {
      if (allowedTypes.includes(instanceType)) return true;
      const vcpus = vcpusOf(instanceType);
      return vcpus === undefined ? undefined : vcpus <= maxVcpus;
    };
    const sizes = pools.includes(type)
      ? properties.child("instanceTypes").items()
      : [properties.child("instanceType")];
    return sizes.flatMap((size) => demand(size.text(fits, true), size, message));
  },
});
