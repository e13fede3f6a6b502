/** A service on a Ray cluster of its own. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import * as pulumi from "@pulumi/pulumi";
import { rayService, serviceBudgets } from "../../model/k8s/ray/service";
import type { RayServicePlan } from "../../model/k8s/ray/service-plan";

/** What a service is made from. */
export interface RayServiceArgs {
  readonly plan: RayServicePlan;
}

/** Applications of Ray Serve with their cluster, which KubeRay makes, and what keeps drains from all of it at once. */
export class RayService extends pulumi.ComponentResource {
  constructor(name: string, { plan }: RayServiceArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:RayService", name, {}, options);
    const budgets = Object.entries(serviceBudgets(plan)).map(
      ([part, budget]) => new PodDisruptionBudget(`${name}-${part}`, budget, { parent: this }),
    );
    new CustomResource(name, rayService(plan), { parent: this, dependsOn: budgets });
    this.registerOutputs({});
  }
}
