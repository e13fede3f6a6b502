/** What lifts Cluster Autoscaler's wait of 30 seconds for nodes with GPUs. */

import { ReplicaSet } from "@pulumi/kubernetes/apps/v1/replicaSet";
import * as pulumi from "@pulumi/pulumi";
import { gpuPrimer } from "../../../model/k8s/gpu-primer";

/** One pod that no node will ever do for, in a namespace of its own. */
export class GpuPrimer extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:GpuPrimer", name, {}, options);
    new ReplicaSet(name, gpuPrimer(), { parent: this });
    this.registerOutputs({});
  }
}
