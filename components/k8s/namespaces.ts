/** The namespaces of the platform. */

import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";
import { podSecurityLabels } from "../../model/k8s/namespaces";
import { namespacesOf } from "../../model/k8s/recipes";
import type { RecipeId } from "../../model/fleet/recipes";

/** What the namespaces are made from. */
export interface NamespacesArgs {
  /** The recipes that are installed. */
  readonly recipes: readonly RecipeId[];
}

/** Every namespace of the recipes that are installed, each with the level of Pod Security that its pods are held to. */
export class Namespaces extends pulumi.ComponentResource {
  constructor(name: string, { recipes }: NamespacesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Namespaces", name, {}, options);
    for (const [namespace, { podSecurity }] of namespacesOf(recipes)) {
      const metadata = { name: namespace, labels: { ...podSecurityLabels(podSecurity) } };
      new Namespace(`${name}-${namespace}`, { metadata }, { parent: this });
    }
    this.registerOutputs({});
  }
}
