import { rule } from "../../../../policypack/rules/kubernetes/network-policy";
import type { ExampleResource, StackExamples } from "../../examples";

const namespace: ExampleResource = {
  type: "kubernetes:core/v1:Namespace",
  name: "search",
  inputs: { metadata: { name: "search" } },
};

function policy(metadata: object, spec: object): ExampleResource {
  return {
    type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    name: "deny",
    inputs: { metadata, spec: { policyTypes: ["Ingress"], ...spec } },
  };
}

const deny = policy({ namespace: "search" }, { podSelector: {} });

export const examples: StackExamples = {
  rule,
  compliant: [namespace, deny],
  alsoCompliant: {
    "a policy whose namespace came from the resource": [
      { ...namespace, inputs: {} },
      { ...policy({}, { podSelector: {} }), propertyDependencies: { metadata: ["search"] } },
    ],
    "a policy of an old API": [namespace, { ...deny, type: "kubernetes:extensions/v1beta1:NetworkPolicy" }],
    "one for some pods beside it": [
      namespace,
      { ...policy({ namespace: "search" }, { podSelector: { matchLabels: { app: "web" } } }), name: "web" },
      deny,
    ],
    "no namespace": [],
  },
  violations: {
    "no policy": (stack) => {
      delete stack.deny;
    },
    "a policy of another namespace": (stack) => {
      stack.deny = policy({ namespace: "other" }, { podSelector: {} });
    },
    "a policy of the default namespace": (stack) => {
      stack.deny = policy({}, { podSelector: {} });
    },
    "a policy for some pods": (stack) => {
      stack.deny = policy({ namespace: "search" }, { podSelector: { matchLabels: { app: "web" } } });
    },
    "a namespace whose name only Pulumi knows": (stack) => {
      stack.search = { ...namespace, inputs: { metadata: {} } };
    },
    "a second namespace": (stack) => {
      stack.other = { ...namespace, name: "other", inputs: { metadata: { name: "other" } } };
    },
  },
  alsoViolating: {
    "a policy that came from another resource": [
      namespace,
      { ...namespace, name: "other", inputs: { metadata: { name: "other" } } },
      { ...deny, propertyDependencies: { metadata: ["search"] } },
    ],
  },
  decidedWithout: {
    "one for some pods beside it: web: metadata.namespace": "the other policy holds for all pods",
    "one for some pods beside it: web: metadata": "the other policy holds for all pods",
    "one for some pods beside it: web: spec": "the other policy holds for all pods",
    "one for some pods beside it: web: spec.podSelector": "the other policy holds for all pods",
    "one for some pods beside it: web: spec.podSelector.matchLabels": "the other policy holds for all pods",
  },
};
