/** Definitions of what llm-d's router works with: pools of model servers, and what requests want of them. */

import { ConfigGroup } from "@pulumi/kubernetes/yaml/v2/configGroup";
import * as pulumi from "@pulumi/pulumi";
import { crdFiles } from "../../../model/k8s/llm";

/**
 * The CRDs of the Gateway API inference extension and of llm-d, from their repositories at the pinned tags.
 *
 * They go with the recipe, which owns them: what a stack left on a cluster it could not make there again. Pools of model
 * servers that others made go with them, as Kubernetes removes every object of a kind whose definition goes.
 */
export class InferenceCrds extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:InferenceCrds", name, {}, options);
    for (const [source, files] of crdFiles)
      new ConfigGroup(`${name}-${source}`, { files: [...files] }, { parent: this });
    this.registerOutputs({});
  }
}
