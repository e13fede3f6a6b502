import { rule } from "../../../../policypack/rules/rds/backups";
import type { ResourceExamples } from "../../examples";

const cluster = "aws:rds/cluster:Cluster";

export const examples: ResourceExamples = {
  rule,
  type: "aws:rds/instance:Instance",
  compliant: { engine: "postgres", backupRetentionPeriod: 7 },
  alsoCompliant: {
    "a cluster": { type: cluster, inputs: { backupRetentionPeriod: 14 } },
    "a cluster's default, where a day is enough": { type: cluster, inputs: {}, settings: { days: 1 } },
    "an instance's default, where none need be kept": { inputs: {}, settings: { days: 0 } },
    "a replica": { inputs: { replicateSourceDb: "plinth", backupRetentionPeriod: 0 } },
  },
  violations: {
    "fewer days": (inputs) => {
      inputs.backupRetentionPeriod = 6;
    },
    "the provider's default, which is no backup": (inputs) => {
      delete inputs.backupRetentionPeriod;
    },
    "an empty name of a source": (inputs) => {
      inputs.backupRetentionPeriod = 0;
      inputs.replicateSourceDb = "";
    },
  },
  alsoViolating: {
    "a cluster's default": { type: cluster, inputs: {} },
    "a cluster's default, where two days are needed": { type: cluster, inputs: {}, settings: { days: 2 } },
    "an instance's default, where a day is enough": { inputs: {}, settings: { days: 1 } },
    "more than the default, where the pack asks for more": {
      inputs: { backupRetentionPeriod: 29 },
      settings: { days: 30 },
    },
  },
  notApplicable: "aws:rds/subnetGroup:SubnetGroup",
};
