/** The PriorityClasses of the platform. */

import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1/priorityClass";
import * as pulumi from "@pulumi/pulumi";
import { priorities } from "../../../model/k8s/priorities";

/** Every class of `model/k8s/priorities.ts`; whatever names one comes after it. */
export class Priorities extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Priorities", name, {}, options);
    for (const [priority, { value, preemptionPolicy, description }] of Object.entries(priorities))
      new PriorityClass(
        `${name}-${priority}`,
        // Nobody gets one unasked: a pod that names no class has 0.
        { metadata: { name: priority }, value, globalDefault: false, preemptionPolicy, description },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
