import { demand } from "../../lib/finding";
import { rayClustersOf, rayTypes } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";

const message =
  "must be `ClusterIP`: whoever reaches the port of the dashboard may run any program on the cluster.";
const ingressMessage =
  "must not be `true`: whoever reaches the dashboard may run any program on the cluster.";

export const rule = resourceRule({
  name: "ray-dashboard-private",
  title: "The dashboard of a Ray cluster is not reachable from outside",
  description:
    "The port of the dashboard is also the one that jobs are submitted to. Ray runs what it is given there, so that a public dashboard is a shell for everybody; clusters are taken over by it every day.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "AC-3" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: [],
  url: "https://docs.ray.io/en/latest/ray-security/index.html",
  remediation:
    "Leave `serviceType` and `headService.spec.type` at `ClusterIP` and `enableIngress` out, and reach the dashboard through a port-forward or a proxy that asks who you are.",
  types: rayTypes,
  check: (resource) =>
    rayClustersOf(resource).flatMap(({ head }) => {
      const services = ["serviceType", "headService.spec.type"].map((path) => head.at(path));
      const ingress = head.at("enableIngress");
      return [
        ...services.flatMap((type) => demand(type.oneOf(["ClusterIP"], true), type, message)),
        ...demand(ingress.is(false, true), ingress, ingressMessage),
      ];
    }),
});
