import { rule } from "../../../../policypack/rules/eks/gpu-tainted";
import type { ExampleResource, StackExamples } from "../../examples";

const taints = [{ key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" }];
const isTainted = "the pool is tainted, which is enough whether it has GPUs or not";

function pool(inputs: ExampleResource["inputs"], type = "aws:eks/nodeGroup:NodeGroup"): ExampleResource {
  return { type, name: "pool", inputs };
}

/** A pool whose instance type stands in its launch template. */
function withTemplate(instanceType: string | undefined): ExampleResource[] {
  return [
    {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      name: "template",
      inputs: instanceType === undefined ? {} : { instanceType },
    },
    { type: "aws:ec2/launchTemplate:LaunchTemplate", name: "other", inputs: { instanceType: "p5.48xlarge" } },
    {
      ...pool({ launchTemplate: { id: "lt-0abc", version: "1" } }),
      propertyDependencies: { launchTemplate: ["template"] },
    },
  ];
}

const untainted = (...instanceTypes: string[]): ExampleResource[] => [pool({ instanceTypes })];

export const examples: StackExamples = {
  rule,
  compliant: [
    { type: "aws:eks/nodeGroup:NodeGroup", name: "gpu", inputs: { instanceTypes: ["g6e.2xlarge"], taints } },
    { type: "aws:eks/nodeGroup:NodeGroup", name: "cpu", inputs: { instanceTypes: ["m7i.xlarge"] } },
  ],
  alsoCompliant: {
    "no GPU in types that sound alike": untainted(
      "c6gn.xlarge",
      "mac2-m2pro.metal",
      "x2gd.metal",
      "hpc7g.4xlarge",
    ),
    "AWS's default, which has no GPU": [pool({ clusterName: "plinth" })],
    "an image without drivers": [pool({ amiType: "AL2023_x86_64_STANDARD", instanceTypes: ["m7i.xlarge"] })],
    "no GPU in the launch template": withTemplate("m7i.xlarge"),
    "no type in the launch template, which is then AWS's default": withTemplate(undefined),
    "a launch template of another stack, and types of its own": [
      pool({ launchTemplate: { id: "lt-0abc", version: "1" }, instanceTypes: ["m7i.xlarge"] }),
    ],
    "a launch template of another stack, and a taint": [
      pool({ launchTemplate: { id: "lt-0abc", version: "1" }, taints }),
    ],
    "a list of nothing": [pool({ instanceTypes: [null] })],
    "a component without GPUs": [
      pool({ gpu: false, instanceTypes: ["m7i.xlarge"] }, "eks:index:ManagedNodeGroup"),
    ],
  },
  violations: {
    "a pool with GPUs and no taint": (stack) => {
      delete stack.gpu?.inputs.taints;
    },
    "a taint that only advises": (stack) => {
      if (stack.gpu) stack.gpu.inputs.taints = [{ key: "gpu", effect: "PREFER_NO_SCHEDULE" }];
    },
    "a pool with GPUs that nobody thought of": (stack) => {
      if (stack.cpu) stack.cpu.inputs.instanceTypes = ["m7i.xlarge", "g4dn.xlarge"];
    },
  },
  alsoViolating: {
    "a pool of the family p": untainted("p5en.48xlarge"),
    "a pool of the family gr": untainted("gr6.4xlarge"),
    "an image with drivers": [pool({ amiType: "AL2023_x86_64_NVIDIA" })],
    "an older image with drivers": [pool({ amiType: "AL2_x86_64_GPU" })],
    "a GPU in the launch template": withTemplate("g5.xlarge"),
    "a component that asks for GPUs": [pool({ gpu: true }, "eks:index:ManagedNodeGroup")],
    "a component with types that have GPUs": [
      pool({ instanceTypes: ["g5.xlarge"] }, "eks:index:ManagedNodeGroup"),
    ],
  },
  undecided: {
    "a launch template of another stack": [pool({ launchTemplate: { id: "lt-0abc", version: "1" } })],
    "a launch template of another stack, and an empty list of types": [
      pool({ launchTemplate: { id: "lt-0abc", version: "1" }, instanceTypes: [] }),
    ],
  },
  decidedWithout: {
    "compliant: gpu: gpu": isTainted,
    "compliant: gpu: amiType": isTainted,
    "compliant: gpu: instanceTypes": isTainted,
    "compliant: gpu: instanceTypes[0]": isTainted,
    "a launch template of another stack, and a taint: pool: gpu": isTainted,
    "a launch template of another stack, and a taint: pool: amiType": isTainted,
    "a launch template of another stack, and a taint: pool: instanceTypes": isTainted,
  },
};
