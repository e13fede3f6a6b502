import { rule } from "../../../../policypack/rules/kubernetes/rbac-wildcards";
import type { ResourceExamples } from "../../examples";

const everything = { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] };

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:rbac.authorization.k8s.io/v1:Role",
  compliant: { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }] },
  alsoCompliant: {
    "a name that is not there": { inputs: { rules: [{ resources: ["pods", null], verbs: ["get"] }] } },
    "no rules, as in a role that others are gathered in": { inputs: { aggregationRule: {} } },
  },
  violations: {
    "every verb": (inputs) => {
      inputs.rules[0].verbs = ["*"];
    },
    "every verb beside one": (inputs) => {
      inputs.rules[0].verbs.push("*");
    },
    "every resource": (inputs) => {
      inputs.rules[0].resources = ["*"];
    },
    "every group": (inputs) => {
      inputs.rules[0].apiGroups = ["*"];
    },
    "every path of the API server": (inputs) => {
      inputs.rules.push({ nonResourceURLs: ["*"], verbs: ["get"] });
    },
  },
  alsoViolating: {
    "a ClusterRole": { type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", inputs: everything },
    "an old API": { type: "kubernetes:rbac.authorization.k8s.io/v1beta1:ClusterRole", inputs: everything },
    "a patch": { type: "kubernetes:rbac.authorization.k8s.io/v1:RolePatch", inputs: everything },
    "a list": {
      type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleList",
      inputs: { items: [everything] },
    },
  },
  notApplicable: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
};
