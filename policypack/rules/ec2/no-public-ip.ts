import { demand } from "../../lib/finding";
import { instances, launchTemplate } from "../../lib/instances";
import { nodeComponents } from "../../lib/node-pool";
import type { Property } from "../../lib/property";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message =
  "must be `false`: the instance would stand on the internet, with each port that a slip opens.";

export const rule = resourceRule({
  name: "ec2-no-public-ip",
  title: "Instances have no public address",
  description:
    "Instances reach out through a NAT gateway and are reached through a load balancer. One with a public address is a security group away from the internet.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "EC2.9" },
    { standard: "AWS FSBP", version: "", id: "EC2.25" },
    { standard: "AWS FSBP", version: "", id: "AutoScaling.5" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_88", "AVD-AWS-0009"],
  url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
  remediation:
    "Set `associatePublicIpAddress` to `false`, or `nodeAssociatePublicIpAddress` on the components of `@pulumi/eks`, whose default is `true`.",
  types: [launchTemplate, ...instances, ...nodeComponents],
  check: ({ type, properties }) => {
    if (type.startsWith("eks:")) return checkComponent(properties);
    // What is not given is decided by the subnet, which is judged on its own.
    return [properties, ...properties.at("networkInterfaces").items()]
      .map((each) => each.at("associatePublicIpAddress"))
      .flatMap((address) => demand(address.is(false, true), address, message));
  },
});

/** A component gives its nodes public addresses unless it is told not to, or makes no nodes. */
function checkComponent(properties: Property): ReturnType<typeof demand> {
  const none = properties.at("skipDefaultNodeGroup").is(true, false);
  if (none === true) return [];
  const options = properties.at("nodeGroupOptions");
  const owner = options.given() === false ? properties : options;
  const address = owner.at("nodeAssociatePublicIpAddress");
  return demand(any(none, address.is(false, false)), address, message);
}
