/** Deletes what controllers in the cluster have made in AWS, between the end of the cluster and that of its network. */

import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../../model/eks/scope";
import { providerText } from "./provider-text";
import type { DrainState } from "./state";

/** What is drained. */
export interface DrainArgs {
  readonly scope: Scope;
  /** The cluster's own network. */
  readonly vpcId: pulumi.Input<string>;
}

const TYPE = "plinth:eks:Drain";

/** Package and module of Pulumi's provider of dynamic resources; what follows is ours. */
const RESOURCE_TYPE = "pulumi-nodejs:dynamic/plinth:Drain";

type Inputs = { readonly [Key in keyof DrainState]: pulumi.Input<DrainState[Key]> };

/**
 * The dynamic resource.
 *
 * It is registered with the text of its provider, as `pulumi.dynamic.Resource` does after it has made such a text from
 * a function's closure. That is not left to it: it would compile the sources of everything in reach, tsx's own helper
 * among them, at every preview, and freeze the drain of that day in the state.
 */
class DrainResource extends pulumi.CustomResource {
  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    super(RESOURCE_TYPE, name, { ...inputs, __provider: providerText }, opts);
  }
}

/**
 * Empties the network before it is deleted.
 *
 * Controllers in the cluster make load balancers, target groups, security groups, network interfaces, volumes and, with
 * Karpenter, whole nodes. Pulumi knows none of them, and a subnet with one of them in it cannot be deleted. They must go
 * after the cluster, as its controllers would make them anew, and before the network. Pulumi deletes what depends on a
 * thing before the thing itself, so the place in the graph is all that is needed:
 *
 * - the drain depends on the whole network: give it `{ dependsOn: [network] }`;
 * - the cluster and the pools depend on the drain: give them `{ dependsOn: [drain] }`.
 *
 * Creating it does nothing. Deleting it finds what is left by the tags that controllers set, in this VPC, region and
 * account alone; deletes it, each deletion a line in Pulumi's log; and waits, at most 15 minutes, until AWS says that it
 * is gone. It refuses while the control plane still has network interfaces in the VPC, so a drain that is taken out of
 * the program, or destroyed alone, takes nothing from a cluster that runs. Volumes hold data: with `deletionProtection`
 * they are kept and named. A destroy that fails here is run again, and goes on.
 *
 * Why not something else: hooks of resources run on a destroy only with `--run-program`; a command to be run first is
 * one that somebody forgets, and the controllers still run then; a Kubernetes provider that deletes Services and
 * Ingresses needs a cluster that answers, which one that is to be destroyed often does not.
 *
 * @example
 * const drain = new Drain(scope.name, { scope, vpcId: network.vpcId }, { parent, dependsOn: [network] });
 * new PrivateCluster(scope.name, { ... }, { parent, dependsOn: [drain] });
 */
export class Drain extends pulumi.ComponentResource {
  constructor(name: string, args: DrainArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, name, {}, opts);
    const { name: cluster, region, accountId, deletionProtection } = args.scope;
    const inputs = { cluster, region, accountId, vpcId: args.vpcId, keepVolumes: deletionProtection };
    new DrainResource(`${name}-drain`, inputs, { parent: this });
    this.registerOutputs({});
  }
}
