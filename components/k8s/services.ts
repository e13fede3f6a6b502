/** All that a stack installs on a cluster, on AWS and on any other. */

import * as pulumi from "@pulumi/pulumi";
import { withDependencies } from "../../model/fleet/recipes";
import type { AddonContext } from "./addon";
import { Namespaces, platformSizesOf } from "./namespaces";
import { addons } from "./registry";

/**
 * The add-ons of the recipes that the config names, each after those that it depends on.
 *
 * Its children take the Kubernetes provider that it is given.
 */
export class Services extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Services", name, {}, options);
    const recipes = withDependencies(context.config.recipes);
    const namespaces = new Namespaces(
      name,
      { recipes, sizes: platformSizesOf(context), extra: context.config.guardRails.extra },
      { parent: this },
    );
    const created = new Map<string, pulumi.Resource>();
    for (const [id, { recipe, dependsOn, only, create }] of Object.entries(addons)) {
      if (!recipes.includes(recipe) || (only ?? context.cluster.kind) !== context.cluster.kind) continue;
      const before = dependsOn.flatMap((other) => created.get(other) ?? []);
      created.set(id, create(`${name}-${id}`, context, { parent: this, dependsOn: [namespaces, ...before] }));
    }
    this.registerOutputs({});
  }
}
