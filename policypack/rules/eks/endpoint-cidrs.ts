import { isInternet } from "../../lib/cidr";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";

const message =
  "must name the ranges that reach the Kubernetes API, and not the whole internet: AWS lets in everybody by default.";

export const rule = resourceRule({
  name: "eks-endpoint-cidrs",
  title: "A public endpoint of the Kubernetes API is closed to the internet at large",
  description:
    "Where a public endpoint is allowed by a waiver, a range as `0.0.0.0/0` would still let the whole internet try its luck with the API server.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "5.4.1" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_38", "AVD-AWS-0041"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
  remediation:
    "Set `vpcConfig.publicAccessCidrs` to the ranges of your offices and runners, or `endpointPublicAccess` to `false`.",
  types: ["aws:eks/cluster:Cluster", "eks:index:Cluster"],
  check: ({ type, properties }) => {
    const access = type === "eks:index:Cluster" ? properties : properties.at("vpcConfig");
    const isPrivate = access.at("endpointPublicAccess").is(false, false);
    if (isPrivate === true) return [];
    const ranges = access.at("publicAccessCidrs");
    const restricted = ranges.every((range) => not(range.text(isInternet, true)), false);
    return demand(any(isPrivate, restricted), ranges, message);
  },
});
