import { rule } from "../../../../policypack/rules/kubernetes/image-registry";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

function image(name: string): { inputs: ReturnType<typeof deployment> } {
  return { inputs: deployment({ image: name }) };
}

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ image: "ghcr.io/example/app:1.4.2" }),
  alsoCompliant: {
    "a registry of ECR": image("123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1.4.2"),
    "the public gallery of ECR": image("public.ecr.aws/karpenter/controller:1.14.0"),
    "Docker Hub": image("docker.io/library/postgres:17.12"),
    "Docker Hub by leaving it out": image("grafana/loki:3.6.0"),
    "an image of Docker Hub without a folder": image("postgres:17.12"),
    Quay: image("quay.io/jetstack/cert-manager-controller:v1.21.2"),
    "the registry of Kubernetes": image("registry.k8s.io/pause:3.10"),
    "the registry of Google": image("gcr.io/distroless/static:nonroot"),
    "the registry of NVIDIA": image("nvcr.io/nvidia/k8s-device-plugin:v0.19.3"),
    "one that the setting allows": {
      ...image("registry.example.com:5000/app:1.4.2"),
      settings: { registries: ["registry.example.com:5000"] },
    },
    "this machine's, that the setting allows": {
      ...image("localhost/app:1.4.2"),
      settings: { registries: ["localhost"] },
    },
    "a patch that says nothing of it": {
      type: "kubernetes:apps/v1:DeploymentPatch",
      inputs: { spec: { template: { spec: { containers: [{ name: "app" }] } } } },
    },
  },
  violations: {
    "another registry": (inputs) => {
      inputs.spec.template.spec.containers[0].image = "registry.example.com/app:1.4.2";
    },
    "another registry with a port": (inputs) => {
      inputs.spec.template.spec.containers[0].image = "registry:5000/app:1.4.2";
    },
    "this machine's": (inputs) => {
      inputs.spec.template.spec.containers[0].image = "localhost/app:1.4.2";
    },
    "no image": (inputs) => {
      delete inputs.spec.template.spec.containers[0].image;
    },
  },
  alsoViolating: {
    "a name that only begins as an allowed one": image("ghcr.io.example.com/app:1.4.2"),
    "a name that only ends as an allowed one": image("evil-ghcr.io/app:1.4.2"),
    "a dot of the setting is a dot": image("ghcrxio.com/app:1.4.2"),
    "Docker Hub where the setting leaves it out": {
      ...image("localhostess/app:1.4.2"),
      settings: { registries: ["ghcr.io"] },
    },
    "a patch": patch({ image: "registry.example.com/app:1.4.2" }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
