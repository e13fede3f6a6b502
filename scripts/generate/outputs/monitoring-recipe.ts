import { format } from "prettier";
import { stringify } from "yaml";
import { standardThresholds } from "../../../model/k8s/alerts";
import { monitoringValues } from "../../../model/k8s/monitoring";
import { OBSERVABILITY_NAMESPACE } from "../../../model/k8s/observability";
import { WRITTEN } from "../output";
import type { Output } from "../output";

const values = stringify(monitoringValues(standardThresholds), {
  lineWidth: 0,
  aliasDuplicateObjects: false,
  // Helm reads YAML 1.1, to which a bare `yes` is no string.
  compat: "yaml-1.1",
});

/** Flux reads it when the release is next looked at, or at once where it has the label. */
const configMap = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: "kube-prometheus-stack-monitoring",
    namespace: OBSERVABILITY_NAMESPACE,
    labels: { "reconcile.fluxcd.io/watch": "Enabled" },
  },
  data: { "values.yaml": values },
};

/** `fleet/recipes/observability/monitoring.yaml`: alerts and monitors, as values of kube-prometheus-stack. */
export const monitoringRecipe: Output = {
  title: "the alerts and monitors of the recipe observability",
  produce: async () => {
    const text = `# ${WRITTEN}\n${stringify(configMap, { lineWidth: 0, blockQuote: "literal" })}`;
    return {
      "fleet/recipes/observability/monitoring.yaml": await format(text, { parser: "yaml", printWidth: 110 }),
    };
  },
};
