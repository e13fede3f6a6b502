/** The platform's dashboards: ConfigMaps that Grafana's sidecar finds by their label. */

import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import * as pulumi from "@pulumi/pulumi";
import { dashboardConfigMap, dashboards } from "../../../model/k8s/dashboards";

/** Every dashboard, each in a ConfigMap of its own. */
export class Dashboards extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Dashboards", name, {}, options);
    for (const spec of dashboards)
      new ConfigMap(`${name}-${spec.id}`, dashboardConfigMap(spec), { parent: this });
    this.registerOutputs({});
  }
}
