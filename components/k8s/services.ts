/** All that a stack installs on a cluster, on AWS and on any other. */

import * as pulumi from "@pulumi/pulumi";
import { withDependencies } from "../../model/fleet/recipes";
import type { AddonContext, AddonEntry } from "./addon";
import { Namespaces, platformSizesOf } from "./namespaces";
import { inOrder } from "./order";
import { addons } from "./registry";
import { chartVersions } from "./release";

/**
 * The add-ons of the recipes that the config names, each after those that it depends on, and all after what brings
 * nodes: a destroy takes the work away before the nodes that it runs on.
 *
 * Its children take the Kubernetes provider that it is given.
 */
export class Services extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    const transformations = [...(options.transformations ?? []), chartVersions(context.config.charts)];
    super("plinth:k8s:Services", name, {}, { ...options, transformations });
    const recipes = withDependencies(context.config.recipes);
    const namespaces = new Namespaces(
      name,
      { recipes, sizes: platformSizesOf(context), extra: context.config.guardRails.extra },
      { parent: this },
    );
    const created = new Map<string, pulumi.Resource>();
    const nodes: pulumi.Resource[] = [];
    const wanted = Object.entries(addons).filter(
      ([, entry]) => recipes.includes(entry.recipe) && isFor(entry, context),
    );
    for (const { id, entry, before: others } of inOrder(Object.fromEntries(wanted), context)) {
      const before = others.flatMap((other) => created.get(other) ?? []);
      // Not all for everything: it would wait for what it does not use, and the state keeps each dependency of each.
      const within = { own: [entry.recipe], all: recipes, none: [] }[entry.namespaces ?? "own"];
      const dependsOn = [...namespaces.of(within), ...nodes, ...before];
      const addon = entry.create(`${name}-${id}`, context, { parent: this, dependsOn });
      created.set(id, addon);
      if (entry.bringsNodes === true) nodes.push(addon);
    }
    this.registerOutputs({});
  }
}

/** Whether an add-on is for a cluster at all. */
function isFor({ only, when }: AddonEntry, context: AddonContext): boolean {
  const { kind } = context.cluster;
  return (only ?? kind) === kind && (when?.(context) ?? true);
}
