/** The platform on a cluster that is there already. */

import * as pulumi from "@pulumi/pulumi";
import type { KubernetesConfig } from "../../model/config";
import { withDependencies } from "../../model/fleet/recipes";
import type { RecipeId } from "../../model/fleet/recipes";
import { createProvider } from "./provider";
import { Services } from "./services";

/** What the platform is made from. */
export interface KubernetesPlatformArgs {
  readonly config: KubernetesConfig;
}

/** What a stack on a cluster exports. */
export interface KubernetesOutputs {
  /** The recipes that are installed, those that others need among them. */
  readonly recipes: readonly RecipeId[];
}

/** Everything of one stack on a cluster, by one explicit provider: the current context of a machine counts for nothing. */
export class KubernetesPlatform extends pulumi.ComponentResource {
  /** What the stack exports. */
  readonly outputs: KubernetesOutputs;

  /** @throws PlinthError `kubeconfig-invalid`. */
  constructor(name: string, { config }: KubernetesPlatformArgs, options?: pulumi.ComponentResourceOptions) {
    const provider = createProvider(name, config);
    super("plinth:k8s:KubernetesPlatform", name, {}, { ...options, providers: [provider] });
    new Services(
      name,
      { config, cluster: { kind: "conformant", registry: config.registry } },
      { parent: this },
    );
    this.outputs = { recipes: withDependencies(config.recipes) };
    this.registerOutputs(this.outputs);
  }
}
