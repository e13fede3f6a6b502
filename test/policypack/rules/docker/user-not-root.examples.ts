import { rule } from "../../../../policypack/rules/docker/user-not-root";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/container:Container",
  compliant: { image: "postgres:17.12", user: "10001:10001" },
  alsoCompliant: {
    "a user without a group": { inputs: { user: "1000" } },
    "a user by name": { inputs: { user: "app" } },
    "a user whose name begins as root's": { inputs: { user: "rootless" } },
    "a user whose number ends as root's": { inputs: { user: "100" } },
    "a user in the group of root": { inputs: { user: "app:root" } },
  },
  violations: {
    root: (inputs) => {
      inputs.user = "root";
    },
    "the image's own user": (inputs) => {
      delete inputs.user;
    },
    "root by number": (inputs) => {
      inputs.user = "0";
    },
    "root by number and group": (inputs) => {
      inputs.user = "0:0";
    },
    "root by more digits": (inputs) => {
      inputs.user = "000";
    },
    "root with another group": (inputs) => {
      inputs.user = "root:staff";
    },
    "a group alone": (inputs) => {
      inputs.user = ":1000";
    },
    "an empty text": (inputs) => {
      inputs.user = "";
    },
  },
  notApplicable: "docker:index/network:Network",
};
