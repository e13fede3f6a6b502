/** Which add-ons of EKS a cluster gets, when, and with what settings. */

import type { Tags } from "../tags";
import { addonNames, addonVersions } from "./addon-versions";
import type { AddonName } from "./addon-versions";
import type { KubernetesVersion } from "./kubernetes-versions";

/**
 * When an add-on is made. A node is ready once its network works, so what the network needs comes first. The others
 * are Deployments at least in part: EKS reports them as degraded until a node takes their pods.
 */
export type AddonStage = "beforeNodes" | "afterNodes";

/** One add-on. */
export interface AddonPlan {
  readonly name: AddonName;
  readonly version: string;
  /** Settings as the add-on's own schema has them; without, its defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The add-ons that nodes need in order to become ready; all of them run on the network of the node itself. */
const networkAddons: ReadonlySet<AddonName> = new Set(["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]);

/** The add-ons of a stage. `tags` are put on volumes that pods ask for. */
export function planAddons(version: KubernetesVersion, stage: AddonStage, tags: Tags): readonly AddonPlan[] {
  const settings = addonSettings(tags);
  return addonNames
    .filter((name) => networkAddons.has(name) === (stage === "beforeNodes"))
    .map((name) => {
      const own = settings[name];
      return { name, version: addonVersions[version][name], ...(own && { settings: own }) };
    });
}

function addonSettings(tags: Tags): Partial<Record<AddonName, Readonly<Record<string, unknown>>>> {
  return {
    "vpc-cni": {
      // Without it a NetworkPolicy is taken and does nothing.
      enableNetworkPolicy: "true",
      // Whole interfaces, one of them ahead: what the size of the VPC is reckoned with. Blocks of 16 addresses would
      // find no place once load balancers have left gaps in a subnet.
      // https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html
      env: { ENABLE_PREFIX_DELEGATION: "false", WARM_ENI_TARGET: "1" },
    },
    // One replica more for each 16 nodes or 256 cores: https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html
    coredns: { autoScaling: { enabled: true, minReplicas: 2, maxReplicas: 10 } },
    "aws-ebs-csi-driver": {
      // What the driver makes, no provider tags; and a volume must mount on GPU and spot nodes too.
      controller: { extraVolumeTags: { ...tags } },
      node: { tolerateAllTaints: true },
    },
  };
}
