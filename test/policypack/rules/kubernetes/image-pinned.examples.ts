import { rule } from "../../../../policypack/rules/kubernetes/image-pinned";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

const digest = "sha256:".padEnd(71, "0123456789abcdef");

function image(name: string): { inputs: ReturnType<typeof deployment> } {
  return { inputs: deployment({ image: name }) };
}

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ image: "ghcr.io/example/app:1.4.2" }),
  alsoCompliant: {
    "a digest": image(`ghcr.io/example/app@${digest}`),
    "a digest beside a floating tag": image(`ghcr.io/example/app:latest@${digest}`),
    "a registry with a port": image("registry.example.com:5000/app:v1.4"),
    "a build's number": image("app:104"),
    "the time of a build": image("app:20260801"),
    "a tag that begins with a floating one": image("app:main-4f5d137"),
    "a tag that the setting takes out of the list": {
      ...image("app:latest"),
      settings: { floatingTags: ["main"] },
    },
    "a patch that says nothing of it": {
      type: "kubernetes:apps/v1:DeploymentPatch",
      inputs: { spec: { template: { spec: { containers: [{ name: "app" }] } } } },
    },
  },
  violations: {
    "the tag latest": (inputs) => {
      inputs.spec.template.spec.containers[0].image = "ghcr.io/example/app:latest";
    },
    "no tag": (inputs) => {
      inputs.spec.template.spec.containers[0].image = "ghcr.io/example/app";
    },
    "no tag behind a port": (inputs) => {
      inputs.spec.template.spec.containers[0].image = "registry.example.com:5000/app";
    },
    "no image": (inputs) => {
      delete inputs.spec.template.spec.containers[0].image;
    },
    "an init container": (inputs) => {
      inputs.spec.template.spec.initContainers = [{ name: "init", image: "busybox" }];
    },
  },
  alsoViolating: {
    "a bare major version": image("app:v1"),
    "a bare major version without its letter": image("app:17"),
    "the tag main": image("app:main"),
    "the tag master": image("app:master"),
    "the tag stable": image("app:stable"),
    "the tag edge": image("app:edge"),
    "the tag nightly": image("app:nightly"),
    "the tag dev": image("app:dev"),
    "the tag develop": image("app:develop"),
    "the tag canary": image("app:canary"),
    "the tag rolling": image("app:rolling"),
    "a patch": patch({ image: "app:latest" }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
