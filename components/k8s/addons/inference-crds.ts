/** Definitions of what llm-d's router works with: pools of model servers, and what requests want of them. */

import { ConfigGroup } from "@pulumi/kubernetes/yaml/v2/configGroup";
import * as pulumi from "@pulumi/pulumi";
import { crdFiles } from "../../../model/k8s/llm";

/**
 * The CRDs of the Gateway API inference extension and of llm-d, from their repositories at the pinned tags.
 *
 * They stay when the recipe goes: removing one removes every object of its kind.
 */
export class InferenceCrds extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:InferenceCrds", name, {}, options);
    for (const [source, files] of crdFiles)
      new ConfigGroup(`${name}-${source}`, { files: [...files] }, { parent: this, retainOnDelete: true });
    this.registerOutputs({});
  }
}
