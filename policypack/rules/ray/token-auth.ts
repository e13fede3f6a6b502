import { demand } from "../../lib/finding";
import { rayClustersOf, rayTypes } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";

const message = "must be `token`: Ray runs whatever a pod of the cluster sends it otherwise.";

export const rule = resourceRule({
  name: "ray-token-auth",
  title: "A Ray cluster asks for a token",
  description:
    "Without a token every pod that reaches a Ray cluster may run programs on it. Ray 2.52 and KubeRay 1.5.1 are the first that can ask for one.",
  severity: "medium",
  level: "advisory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "AC-3" },
    { standard: "NIST 800-53", version: "r5", id: "IA-2" },
  ],
  peers: [],
  url: "https://docs.ray.io/en/latest/cluster/kubernetes/user-guides/kuberay-auth.html",
  remediation: "Set `authOptions.mode` to `token` in the spec of the cluster.",
  types: rayTypes,
  check: (resource) =>
    rayClustersOf(resource).flatMap(({ spec, partial }) => {
      const mode = spec.at("authOptions.mode");
      return demand(mode.oneOf(["token"], partial), mode, message);
    }),
});
