/** What all that is installed on a cluster has in common. */

import type * as pulumi from "@pulumi/pulumi";
import type { ServicesConfig } from "../../model/config";
import type { KubernetesVersion } from "../../model/eks/kubernetes-versions";
import type { PoolsConfig } from "../../model/eks/pools";
import type { Scope } from "../../model/eks/scope";
import type { WorkloadId } from "../../model/eks/workload-ids";
import type { RecipeId } from "../../model/fleet/recipes";
import type { Tags } from "../../model/tags";
import type { EksOutputInputs } from "../eks/platform-reference";

/** What a cluster on AWS has beside itself. */
export interface EksFacts {
  readonly kind: "eks";
  /** What names and ARNs of everything in the stack are made of. */
  readonly scope: Scope;
  /** Id of its network. */
  readonly vpcId: pulumi.Input<string>;
  /** What decides the pools of nodes. */
  readonly pools: PoolsConfig;
  readonly kubernetesVersion: KubernetesVersion;
  /** What Karpenter's nodes are made from. @default none: the nodes are those of node groups */
  readonly karpenter?: KarpenterFacts | undefined;
  /** Workloads whose service account is annotated with its role; the others have Pod Identity. */
  readonly irsaWorkloads: readonly WorkloadId[];
  /** The stack's Postgres. */
  readonly database: EksOutputInputs["database"];
  /** The stack's Valkey. */
  readonly cache: EksOutputInputs["cache"];
  /** ARNs of the workloads' roles, by workload. */
  readonly workloadRoles: EksOutputInputs["workloadRoles"];
}

/** What Karpenter has of a stack. */
export interface KarpenterFacts {
  /** Name of the instance profile of the role of nodes. */
  readonly instanceProfile: pulumi.Input<string>;
  /** Name of the queue of interruptions. */
  readonly interruptionQueue: pulumi.Input<string>;
  /** What instances, disks and network interfaces carry. */
  readonly tags: Tags;
  /** Whether nodes reach AWS's services by endpoints of the network alone. */
  readonly isolated: boolean;
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
  /** Ids of add-ons of other recipes that come before it where they are there too. @default none */
  readonly after?: readonly string[];
  /** Ids of add-ons that come before it on some clusters, also where they stand after it in the list. @default none */
  readonly afterHere?: (context: AddonContext) => readonly string[];
  /** The only kind of cluster that it is for. @default every kind */
  readonly only?: AddonContext["cluster"]["kind"];
  /** Whether it is wanted on this cluster at all. @default wherever its recipe is */
  readonly when?: (context: AddonContext) => boolean;
  /** Whether it brings the nodes that others run on: it comes before all that it does not depend on. @default false */
  readonly bringsNodes?: boolean;
  /** The namespaces that it comes after: those of its recipe, of every recipe, or none. @default "own" */
  readonly namespaces?: "own" | "all" | "none";
  /** Registers it. */
  readonly create: (
    name: string,
    context: AddonContext,
    options: pulumi.ComponentResourceOptions,
  ) => pulumi.ComponentResource;
}
