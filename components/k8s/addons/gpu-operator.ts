/** NVIDIA's GPU operator: what makes the GPUs of nodes known to Kubernetes, and measured. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import type { GpuDriver } from "../../../model/k8s/gpu";
import { dcgmCounters } from "../../../model/k8s/metrics/dcgm";
import { createRelease } from "../release";

/** What the operator is made from. */
export interface GpuOperatorArgs {
  /** Who brings NVIDIA's driver and container toolkit. */
  readonly driver: GpuDriver;
}

/** Values of the chart that the platform sets. */
export interface GpuOperatorValues {
  readonly driver: { readonly enabled: boolean };
  readonly toolkit: { readonly enabled: boolean };
  readonly cdi: { readonly enabled: boolean };
  readonly devicePlugin: { readonly enabled: boolean };
  readonly dcgmExporter: {
    readonly enabled: boolean;
    readonly config: { readonly name: string; readonly create: boolean; readonly data: string };
  };
  readonly nfd: { readonly enabled: boolean };
  readonly operator: { readonly upgradeCRD: boolean };
}

const NAMESPACE = "gpu-operator";

function valuesOf(driver: GpuDriver): GpuOperatorValues {
  const installs = { enabled: driver === "operator" };
  return {
    driver: installs,
    toolkit: installs,
    // Containers get their GPUs by the Container Device Interface: no runtime class has to be named by pods.
    cdi: { enabled: true },
    devicePlugin: { enabled: true },
    dcgmExporter: {
      enabled: true,
      // The exporter's own list does not say why a GPU is slow, nor which errors it had.
      config: { name: "dcgm-counters", create: true, data: dcgmCounters },
    },
    nfd: { enabled: true },
    // Helm never changes a CRD that is there; the chart's own hook does.
    operator: { upgradeCRD: true },
  };
}

/**
 * The GPU operator with the device plugin, the feature discovery and the DCGM exporter.
 *
 * The exporter has no ServiceMonitor of the operator's: where Prometheus's CRDs are missing, the operator would never
 * be ready with one.
 */
export class GpuOperator extends pulumi.ComponentResource {
  constructor(name: string, { driver }: GpuOperatorArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:GpuOperator", name, {}, options);
    if (driver === "operator") createDriverPolicy(name, { parent: this });
    createRelease(
      name,
      { chart: "gpu-operator", namespace: NAMESPACE, values: valuesOf(driver), timeoutSeconds: 900 },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/**
 * What pods that install the driver reach beside what all pods of the namespace do: it is built for the node's kernel,
 * with packages of the node's distribution, and many mirrors of those have no HTTPS.
 */
function createDriverPolicy(name: string, options: pulumi.CustomResourceOptions): void {
  new NetworkPolicy(
    `${name}-driver-packages`,
    {
      metadata: { name: "driver-packages", namespace: NAMESPACE },
      spec: {
        podSelector: { matchLabels: { app: "nvidia-driver-daemonset" } },
        policyTypes: ["Egress"],
        egress: [{ ports: [{ port: 80, protocol: "TCP" }] }],
      },
    },
    options,
  );
}
