/** LeaderWorkerSet: groups of pods that serve one model together, and sets of them that split prefill from decode. */

import * as pulumi from "@pulumi/pulumi";
import { LWS_NAMESPACE, lwsTag } from "../../../model/k8s/llm";
import { createRelease } from "../release";

/** Values of the chart that the platform sets. */
export interface LwsValues {
  readonly enableDisaggregatedSet: boolean;
  readonly image: { readonly manager: { readonly tag: string; readonly pullPolicy: string } };
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
}

const values: LwsValues = {
  // The webhook and the roles of DisaggregatedSet; its CRD is there in any case.
  enableDisaggregatedSet: true,
  // The chart in the repository has the tag main, and pulls it again at each start.
  image: { manager: { tag: lwsTag, pullPolicy: "IfNotPresent" } },
  resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "512Mi" } },
};

/** The controller with its CRDs. */
export class Lws extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Lws", name, {}, options);
    createRelease(name, { chart: "lws", namespace: LWS_NAMESPACE, values }, { parent: this });
    this.registerOutputs({});
  }
}
