/** The namespaces of the platform. */

import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { podSecurityLabels } from "../../model/k8s/namespaces";
import { trafficPolicy } from "../../model/k8s/traffic";
import { namespacesOf } from "../../model/k8s/recipes";
import type { RecipeId } from "../../model/fleet/recipes";

/** What the namespaces are made from. */
export interface NamespacesArgs {
  /** The recipes that are installed. */
  readonly recipes: readonly RecipeId[];
}

/** Every namespace of the recipes that are installed, with the level of Pod Security and the traffic that its pods are held to. */
export class Namespaces extends pulumi.ComponentResource {
  constructor(name: string, { recipes }: NamespacesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Namespaces", name, {}, options);
    for (const [namespace, { podSecurity, traffic }] of namespacesOf(recipes)) {
      const metadata = { name: namespace, labels: { ...podSecurityLabels(podSecurity) } };
      const made = new Namespace(`${name}-${namespace}`, { metadata }, { parent: this });
      if (traffic === undefined) continue;
      new NetworkPolicy(
        `${name}-${namespace}`,
        { metadata: { name: "traffic", namespace }, spec: trafficPolicy(traffic) },
        { parent: this, dependsOn: [made] },
      );
    }
    this.registerOutputs({});
  }
}
