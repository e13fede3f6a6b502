import { rule } from "../../../../policypack/rules/docker/host-namespaces";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/container:Container",
  compliant: { image: "postgres:17.12", networkMode: "none", ipcMode: "private" },
  alsoCompliant: {
    "Docker's default": { inputs: { image: "postgres:17.12" } },
    "the namespace of another container": { inputs: { pidMode: "container:0123456789ab" } },
  },
  violations: {
    "the network of the host": (inputs) => {
      inputs.networkMode = "host";
    },
    "the processes of the host": (inputs) => {
      inputs.pidMode = "host";
    },
    "the memory of the host's processes": (inputs) => {
      inputs.ipcMode = "host";
    },
    "the users of the host": (inputs) => {
      inputs.usernsMode = "host";
    },
  },
  notApplicable: "docker:index/network:Network",
};
