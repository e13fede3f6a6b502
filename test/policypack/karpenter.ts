/** Pools and classes of nodes for the examples of the rules about them. */

import type { FurtherExample, Inputs } from "./examples";

/** A class of nodes with these in its spec. */
export function nodeClass(spec: Inputs): Inputs {
  return { spec: { amiSelectorTerms: [{ alias: "bottlerocket@v1.52.0" }], ...spec } };
}

/** A pool for instances of one requirement. */
export function nodePool(requirement: Inputs, spec: Inputs = {}, node: Inputs = {}): Inputs {
  return { spec: { template: { spec: { requirements: [requirement], ...node } }, ...spec } };
}

const category = "karpenter.k8s.aws/instance-category";

/** Requirements of instances with GPUs. */
export const gpus: Inputs = { key: category, operator: "In", values: ["g", "p"] };

/** Requirements that instances without GPUs fulfil, so that a pool with one of them is none of GPUs. */
export const withoutGpus: Readonly<Record<string, Inputs>> = {
  "instances without GPUs": { key: category, operator: "In", values: ["c", "m", "r"] },
  "a family that begins like one with GPUs": {
    key: "karpenter.k8s.aws/instance-family",
    operator: "In",
    values: ["pool", "c7g", "mgr5"],
  },
  "no instances with GPUs": { key: category, operator: "NotIn", values: ["g", "p"] },
  "a name that is not there": { key: category, operator: "In", values: [null] },
  "no GPU": { key: "karpenter.k8s.aws/instance-gpu-count", operator: "DoesNotExist" },
  "a label of the program that looks like GPUs": { key: "team", operator: "In", values: ["g5"] },
  "a label that another label's name ends with": {
    key: "example.com/karpenter.k8s.aws/instance-gpu-name",
    operator: "Exists",
  },
  "values without a label": { operator: "In", values: ["g"] },
  "values without an operator": { key: category, values: ["g"] },
  "an operator without a label": { operator: "Exists" },
  "a label without an operator": { key: "karpenter.k8s.aws/instance-gpu-count" },
};

/** Paths that do not matter in pools with these requirements: those of the requirement, and others. */
export function decidedWithoutGpus(...paths: readonly string[]): Record<string, string> {
  const requirement = "spec.template.spec.requirements[0]";
  const noMatter = {
    "instances without GPUs": ["operator"],
    "a family that begins like one with GPUs": ["operator"],
    "a name that is not there": ["operator"],
    "no instances with GPUs": ["key", "values", "values[0]", "values[1]"],
    "no GPU": ["key", "values"],
    "a label of the program that looks like GPUs": ["operator", "values", "values[0]"],
    "a label that another label's name ends with": ["operator", "values"],
    "values without a label": ["operator", "values", "values[0]"],
    "values without an operator": ["key", "values", "values[0]"],
    "an operator without a label": ["operator", "values"],
    "a label without an operator": ["key", "values"],
  };
  return Object.fromEntries(
    Object.entries(noMatter).flatMap(([what, keys]) =>
      [...keys.map((key) => `${requirement}.${key}`), ...paths].map((path) => [
        `${what}: ${path}`,
        "whatever its value, the pool is none of GPUs",
      ]),
    ),
  );
}

const unlike = { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] };

/** Pools of GPUs with these in their spec and in that of their nodes, by what makes them such. */
export function gpuPools(spec: Inputs, node: Inputs = {}): Record<string, FurtherExample> {
  const pool = (key: string, operator: string, ...values: string[]): FurtherExample => ({
    inputs: nodePool({ key, operator, values }, spec, node),
  });
  const type = "node.kubernetes.io/instance-type";
  return {
    "a type with GPUs": pool(type, "In", "g6e.2xlarge"),
    "a type with GPUs and more memory": pool(type, "In", "gr6.4xlarge"),
    "a type with large GPUs": pool(type, "In", "p5en.48xlarge"),
    "a type with Trainium": pool(type, "In", "trn2.48xlarge"),
    "a type with Inferentia": pool(type, "In", "inf2.xlarge"),
    "a type with Gaudi": pool(type, "In", "dl1.24xlarge"),
    "a family with GPUs": pool("karpenter.k8s.aws/instance-family", "In", "g6"),
    "a category with GPUs among others": pool(category, "In", "c", "g"),
    "GPUs of one name": pool("karpenter.k8s.aws/instance-gpu-name", "In", "l4"),
    "GPUs of any name": pool("karpenter.k8s.aws/instance-gpu-name", "Exists"),
    "more GPUs than none": pool("karpenter.k8s.aws/instance-gpu-count", "Gt", "0"),
    "at least one GPU": pool("karpenter.k8s.aws/instance-gpu-count", "Gte", "1"),
    "an accelerator": pool("karpenter.k8s.aws/instance-accelerator-name", "Exists"),
    "a limit on GPUs": {
      inputs: nodePool(unlike, { ...spec, limits: { "nvidia.com/gpu": 8 } }, node),
    },
    "a second requirement": {
      inputs: nodePool(unlike, spec, { requirements: [unlike, gpus], ...node }),
    },
  };
}
