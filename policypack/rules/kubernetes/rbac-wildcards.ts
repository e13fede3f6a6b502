import { demand } from "../../lib/finding";
import { kubernetesTypes, objectsOf } from "../../lib/kubernetes";
import { resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";

const message = "must not be `*`: it grants also what is added to the cluster later.";

/** Lists of a role's rule, in each of which `*` stands for everything. */
const lists = ["apiGroups", "resources", "verbs", "nonResourceURLs"];

export const rule = resourceRule({
  name: "kubernetes-rbac-wildcards",
  title: "No role grants everything",
  description:
    "A `*` in a role grants each verb, resource or group that there is, and each that a later version or a new operator brings, with secrets and the right to impersonate among them.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.1.3" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_K8S_49", "AVD-KSV-0044", "AVD-KSV-0045"],
  url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
  remediation: "Name the verbs, resources and groups that are needed.",
  types: [kubernetesTypes(["rbac.authorization.k8s.io"], ["Role", "ClusterRole"])],
  check: (resource) =>
    objectsOf(resource)
      .flatMap(({ properties }) => properties.at("rules").items())
      .flatMap((granted) => lists.flatMap((list) => granted.at(list).items()))
      .flatMap((entry) => demand(not(entry.oneOf(["*"], false)), entry, message)),
});
