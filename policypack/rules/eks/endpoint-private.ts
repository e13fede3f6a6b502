import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be `false`: the Kubernetes API would be reachable from the internet.";

export const rule = resourceRule({
  name: "eks-endpoint-private",
  title: "The Kubernetes API has no public endpoint",
  description:
    "A public endpoint exposes the API server to the whole internet; AWS turns it on unless it is told otherwise.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "5.4.2" },
    { standard: "AWS FSBP", version: "", id: "EKS.1" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_39", "AVD-AWS-0040"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
  remediation: "Set `vpcConfig.endpointPublicAccess` to `false` and `endpointPrivateAccess` to `true`.",
  types: ["aws:eks/cluster:Cluster", "eks:index:Cluster"],
  check: ({ type, properties }) => {
    const access = properties.at(
      type === "eks:index:Cluster" ? "endpointPublicAccess" : "vpcConfig.endpointPublicAccess",
    );
    return demand(access.is(false, false), access, message);
  },
});
