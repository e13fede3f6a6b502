/** OpenCost: what namespaces, workloads and nodes cost. */

import * as pulumi from "@pulumi/pulumi";
import { OBSERVABILITY_NAMESPACE as namespace, prometheusService } from "../../../model/k8s/observability";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { createRelease } from "../release";

/** What a container may do. */
interface ContainerSecurity {
  readonly securityContext: {
    readonly allowPrivilegeEscalation: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
}

/** Values of the chart that the platform sets. */
export interface OpenCostValues {
  readonly priorityClassName: PriorityName;
  readonly podSecurityContext: {
    readonly runAsNonRoot: boolean;
    readonly seccompProfile: { readonly type: "RuntimeDefault" };
  };
  readonly opencost: {
    readonly mcp: { readonly enabled: boolean };
    readonly exporter: ContainerSecurity;
    readonly ui: ContainerSecurity;
    readonly metrics: { readonly serviceMonitor: { readonly enabled: boolean } };
    readonly prometheus: {
      readonly internal: {
        readonly enabled: boolean;
        readonly serviceName: string;
        readonly namespaceName: string;
        readonly port: number;
      };
    };
  };
}

const container: ContainerSecurity = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};

const values: OpenCostValues = {
  priorityClassName: PLATFORM_PRIORITY,
  podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  opencost: {
    // A server of tools for language models, which nothing here asks and which knows no user.
    mcp: { enabled: false },
    exporter: container,
    ui: container,
    // What things cost is read back from Prometheus: without the monitor there is nothing to read.
    metrics: { serviceMonitor: { enabled: true } },
    prometheus: {
      internal: {
        enabled: true,
        serviceName: prometheusService.name,
        namespaceName: namespace,
        port: prometheusService.port,
      },
    },
  },
};

/** OpenCost on the platform's Prometheus. */
export class OpenCost extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:OpenCost", name, {}, options);
    createRelease(name, { chart: "opencost", namespace, values }, { parent: this });
    this.registerOutputs({});
  }
}
