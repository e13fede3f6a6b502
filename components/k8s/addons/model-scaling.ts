/** How many pods serve the model: KEDA's ScaledObject, by what Prometheus measures of them. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { modelScaledObject } from "../../../model/k8s/model-scaling";
import type { ModelScaling as Bounds } from "../../../model/k8s/model-scaling";
import type { AddonContext } from "../addon";

/**
 * The bounds of a config, and what makes the pods more.
 *
 * @throws Error where the config has no bounds or no model, which its schema refuses.
 */
export function modelScalingOf({ config: { autoscaling, llm } }: AddonContext): Bounds {
  if (autoscaling.models === undefined || llm === undefined) throw new Error("No model is to be scaled.");
  return { ...autoscaling.models, minReplicas: llm.replicas };
}

/** The ScaledObject. The Deployment names no number of pods then: it is this object's. */
export class ModelScaling extends pulumi.ComponentResource {
  constructor(name: string, bounds: Bounds, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:ModelScaling", name, {}, options);
    new CustomResource(name, modelScaledObject(bounds), { parent: this });
    this.registerOutputs({});
  }
}
