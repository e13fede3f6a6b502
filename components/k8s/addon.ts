/** What all that is installed on a cluster has in common. */

import type * as pulumi from "@pulumi/pulumi";
import type { ServicesConfig } from "../../model/config";
import type { PoolsConfig } from "../../model/eks/pools";
import type { Scope } from "../../model/eks/scope";
import type { WorkloadId } from "../../model/eks/workload-ids";
import type { RecipeId } from "../../model/fleet/recipes";
import type { EksOutputInputs } from "../eks/platform-reference";

/** What a cluster on AWS has beside itself. */
export interface EksFacts {
  readonly kind: "eks";
  /** What names and ARNs of everything in the stack are made of. */
  readonly scope: Scope;
  /** What decides the pools of nodes. */
  readonly pools: PoolsConfig;
  /** Workloads whose service account is annotated with its role; the others have Pod Identity. */
  readonly irsaWorkloads: readonly WorkloadId[];
  /** ARNs of the workloads' roles, by workload. */
  readonly workloadRoles: EksOutputInputs["workloadRoles"];
}

/** What a cluster is that the platform knows nothing of: conformant, with a default StorageClass. */
export interface ConformantFacts {
  readonly kind: "conformant";
  /** Registry of the platform's own images. @default none: nothing is installed that needs one */
  readonly registry?: string | undefined;
}

/** What an add-on is made from. */
export interface AddonContext {
  readonly config: ServicesConfig;
  readonly cluster: EksFacts | ConformantFacts;
}

/** One add-on in the list of all: a component in a file of its own, under the recipe that installs it too. */
export interface AddonEntry {
  readonly recipe: RecipeId;
  /** Ids of the add-ons that must be ready before it: their CRDs, or what answers it. */
  readonly dependsOn: readonly string[];
  /** The only kind of cluster that it is for. @default every kind */
  readonly only?: AddonContext["cluster"]["kind"];
  /** Registers it. */
  readonly create: (
    name: string,
    context: AddonContext,
    options: pulumi.ComponentResourceOptions,
  ) => pulumi.ComponentResource;
}
