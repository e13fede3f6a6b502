import { format } from "prettier";
import { buildDashboard } from "../../../model/k8s/dashboards/build";
import { loneRouterDashboard } from "../../../model/k8s/dashboards/router";
import type { Output } from "../output";

const FILE = "workloads/router/grafana-dashboard.json";

/** The router's dashboard as a file that any Grafana imports; JSON has no place for a note about its origin. */
export const routerDashboardFile: Output = {
  title: "the router's dashboard for any Grafana",
  produce: async () => {
    const text = JSON.stringify(buildDashboard(loneRouterDashboard));
    return { [FILE]: await format(text, { parser: "json", printWidth: 110 }) };
  },
};
