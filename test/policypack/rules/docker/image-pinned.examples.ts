import { rule } from "../../../../policypack/rules/docker/image-pinned";
import { unknownValue } from "../../server";
import type { ExampleResource, StackExamples } from "../../examples";

function pulled(name: string): ExampleResource {
  return { type: "docker:index/remoteImage:RemoteImage", name: "postgres", inputs: { name } };
}

function built(imageName: string): ExampleResource {
  return { type: "docker:index/image:Image", name: "app", inputs: { imageName } };
}

function container(image: unknown, ...sources: string[]): ExampleResource {
  return {
    type: "docker:index/container:Container",
    name: "database",
    inputs: { image },
    propertyDependencies: { image: sources },
  };
}

const digest = "sha256:".padEnd(71, "0123456789abcdef");
const ofStack = "an image of the stack is judged by its own name";

export const examples: StackExamples = {
  rule,
  compliant: [pulled("docker.io/library/postgres:17.12-trixie"), container(digest, "postgres")],
  alsoCompliant: {
    "the id of an image that is pulled first": [
      pulled("docker.io/library/postgres:17.12-trixie"),
      container(unknownValue, "postgres"),
    ],
    "the digest of an image that is built first": [built("app:1.4.2"), container(unknownValue, "app")],
    "a tag": [container("docker.io/library/postgres:17.12-trixie")],
  },
  violations: {
    "a pulled image with the tag latest": (stack) => {
      stack.postgres = pulled("docker.io/library/postgres:latest");
    },
    "a pulled image without a tag": (stack) => {
      stack.postgres = pulled("docker.io/library/postgres");
    },
    "a container with a floating tag": (stack) => {
      stack.database = container("docker.io/library/postgres:latest", "postgres");
    },
    "a container without an image": (stack) => {
      stack.database = { ...container(""), inputs: {} };
    },
  },
  alsoViolating: {
    "an image that is built without a tag": [built("app")],
  },
  decidedWithout: {
    "database: image": ofStack,
  },
};
