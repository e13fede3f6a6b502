import { demand } from "../../lib/finding";
import { kubernetesTypes } from "../../lib/kubernetes";
import { stackRule } from "../../lib/rule";
import type { StackResource } from "../../lib/rule";
import { all, any, not } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message =
  "The namespace must have a NetworkPolicy for all of its pods in the same program: every pod of the cluster reaches them otherwise.";

const namespaceTypes = ["kubernetes:core/v1:Namespace"];
const policyTypes = [kubernetesTypes(["networking.k8s.io", "extensions"], ["NetworkPolicy"])];

/** Whether a policy lies in a namespace: it has the namespace's name, or its metadata came from the namespace. */
function liesIn(policy: StackResource, namespace: StackResource): Truth {
  if (policy.propertyDependencies.metadata?.includes(namespace.urn)) return true;
  const name = namespace.properties.at("metadata.name");
  return policy.properties
    .at("metadata.namespace")
    .text((given) => name.text((text) => text === given, false), false);
}

/** Whether a policy holds for every pod of its namespace: its selector is empty. */
function selectsAll({ properties }: StackResource): Truth {
  const selector = properties.at("spec.podSelector").entries();
  return not(any(...selector.map(([, value]) => value.given())));
}

export const rule = stackRule({
  name: "kubernetes-network-policy",
  title: "Every namespace has a NetworkPolicy for all of its pods",
  description:
    "Without a policy every pod of the cluster may talk to every other. A policy whose `podSelector` is empty holds for all pods of its namespace, also for those that come later.",
  severity: "medium",
  level: "advisory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.3.2" },
    { standard: "NIST 800-53", version: "r5", id: "AC-4" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV2_K8S_6"],
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-traffic",
  remediation:
    "Create a NetworkPolicy with an empty `podSelector` in the namespace, then one for each connection that is wanted.",
  checkStack: (stack) => {
    const policies = stack.ofType(...policyTypes);
    return stack.ofType(...namespaceTypes).flatMap((namespace) => {
      const held = any(...policies.map((policy) => all(liesIn(policy, namespace), selectsAll(policy))));
      return demand(held, namespace.properties, message).map((finding) => ({
        ...finding,
        urn: namespace.urn,
      }));
    });
  },
});
