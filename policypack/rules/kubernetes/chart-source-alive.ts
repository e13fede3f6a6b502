import { chartTypes, sourcesOf } from "../../lib/charts";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must not be a source that has ended: nothing there gets security fixes any more.";

export const rule = resourceRule({
  name: "kubernetes-chart-source-alive",
  title: "No Helm chart comes from a source that has ended",
  description:
    "Bitnami has removed the versioned images that its charts name, so they fail to start; ingress-nginx was retired in March 2026, and the first repositories of Helm are closed. What is installed from there gets no fixes.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "SA-22" },
    { standard: "NIST 800-53", version: "r5", id: "SI-2" },
  ],
  peers: [],
  url: "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
  remediation:
    "Use the chart of the project itself; in place of ingress-nginx, an implementation of the Gateway API.",
  settings: {
    ended: {
      type: "array",
      items: { type: "string" },
      description: "Parts of the names of charts and repositories that have ended.",
      default: [
        "bitnami",
        "ingress-nginx",
        "charts.helm.sh/stable",
        "charts.helm.sh/incubator",
        "kubernetes-charts.storage.googleapis.com",
        "kubernetes-charts-incubator.storage.googleapis.com",
      ],
    },
  },
  types: chartTypes,
  check: (resource, { ended }) =>
    sourcesOf(resource).flatMap((source) => {
      const alive = source.text((text) => !ended.some((part) => text.includes(part)), true);
      return demand(alive, source, message);
    }),
});
