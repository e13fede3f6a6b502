/** The pools of a stack as node groups of Cluster Autoscaler's provider `kwok`, which makes simulated nodes. */

import { instanceType, maxPods } from "../../../model/eks/instance-types";
import { nodeGroupName } from "../../../model/eks/node-group";
import type { PoolPlan } from "../../../model/eks/pool-plan";
import type { KubernetesObject } from "../control-plane/cluster";

/** Namespace of the provider's ConfigMaps. */
export const PROVIDER_NAMESPACE = "kube-system";

/** What Cluster Autoscaler tells nodes with GPUs by, on AWS. */
const ACCELERATOR = "k8s.amazonaws.com/accelerator";

/** What a tag of a scaling group that describes its nodes begins with. */
const TEMPLATE = "k8s.io/cluster-autoscaler/node-template/";

const TEMPLATES = "kwok-provider-templates";
const groupKey = (key: string): string => `cluster-autoscaler.kwok.nodegroup/${key}`;

/** Name of a pool's scaling group, as EKS makes it from that of the node group. */
export function scalingGroupOf(pool: PoolPlan): string {
  return `eks-${nodeGroupName(pool)}-aec7`;
}

/**
 * A node of a pool, as Cluster Autoscaler makes one out of the pool's tags and the first of its instance types while the
 * pool has none.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.36.1/cluster-autoscaler/cloudprovider/aws/aws_manager.go
 * (buildNodeFromTemplate)
 */
export function nodeOf(pool: PoolPlan): KubernetesObject {
  const [name = ""] = pool.instanceTypes;
  const type = instanceType(name);
  if (type === undefined) throw new Error(`There is no instance type ${name}.`);
  const capacity = {
    cpu: String(type.vcpus),
    memory: `${type.memoryMiB}Mi`,
    pods: String(maxPods(type)),
    ...tagged(pool, "resources"),
  };
  const group = scalingGroupOf(pool);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: group,
      labels: {
        "kubernetes.io/arch": pool.architecture,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": name,
        ...tagged(pool, "label"),
      },
      annotations: {
        [groupKey("name")]: group,
        [groupKey("min-count")]: String(pool.minNodes),
        [groupKey("desired-count")]: String(pool.minNodes),
        [groupKey("max-count")]: String(pool.maxNodes),
      },
    },
    spec: {
      taints: Object.entries(tagged(pool, "taint")).map(([key, taint]) => {
        const [value = "", effect = ""] = taint.split(":");
        return { key, value, effect };
      }),
    },
    status: { capacity, allocatable: capacity },
  };
}

function tagged({ autoscalerTags }: PoolPlan, what: "label" | "taint" | "resources"): Record<string, string> {
  const prefix = `${TEMPLATE}${what}/`;
  const found = Object.entries(autoscalerTags).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]));
}

/**
 * The ConfigMaps that the provider reads its node groups from, and that of the expander `priority` as the chart makes it.
 *
 * @param priorities patterns of groups by their weight, as the chart is given them.
 */
export function providerObjects(
  pools: readonly PoolPlan[],
  priorities: Readonly<Record<string, readonly string[]>>,
): KubernetesObject[] {
  const nodes = pools.map(nodeOf);
  const accelerators = nodes.flatMap(({ metadata: { labels } }) => labels?.[ACCELERATOR] ?? []);
  const config = {
    apiVersion: "v1alpha1",
    readNodesFrom: "configmap",
    nodegroups: { fromNodeAnnotationKey: groupKey("name") },
    nodes: {
      skipTaint: true,
      gpuConfig: {
        gpuLabelKey: ACCELERATOR,
        availableGPUTypes: Object.fromEntries(accelerators.map((name) => [name, {}])),
      },
    },
    configmap: { name: TEMPLATES },
  };
  const templates = { apiVersion: "v1", kind: "List", items: nodes };
  return [
    configMap("kwok-provider-config", { config: JSON.stringify(config) }),
    configMap(TEMPLATES, { templates: JSON.stringify(templates) }),
    configMap("cluster-autoscaler-priority-expander", { priorities: JSON.stringify(priorities) }),
  ];
}

function configMap(name: string, data: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: PROVIDER_NAMESPACE }, data };
}

const NO_SPOT = "no-spot-capacity";

/** Makes AWS have no spot machines any more: no node of a pool on spot can be made. */
export const noSpotCapacity: readonly KubernetesObject[] = [
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: NO_SPOT },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["nodes"] },
        ],
      },
      validations: [
        {
          expression: `object.metadata.?labels["eks.amazonaws.com/capacityType"].orValue("") != "SPOT"`,
          message: "InsufficientInstanceCapacity: there are no spot machines",
        },
      ],
    },
  },
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: NO_SPOT },
    spec: { policyName: NO_SPOT, validationActions: ["Deny"] },
  },
];
