import { format } from "prettier";
import { stringify } from "yaml";
import { dashboardConfigMap, dashboards } from "../../../model/k8s/dashboards";
import { WRITTEN } from "../output";
import type { Output } from "../output";

/** `fleet/recipes/observability/dashboards.yaml`: the dashboards, as Pulumi makes them too. */
export const dashboardsRecipe: Output = {
  title: "the dashboards of the recipe observability",
  produce: async () => {
    const documents = dashboards.map((spec) => stringify(dashboardConfigMap(spec), { lineWidth: 0 }));
    const text = `# ${WRITTEN}\n${documents.join("---\n")}`;
    return {
      "fleet/recipes/observability/dashboards.yaml": await format(text, { parser: "yaml", printWidth: 110 }),
    };
  },
};
