import { rule } from "../../../../policypack/rules/rds/iam-login";
import type { ResourceExamples } from "../../examples";

const cluster = "aws:rds/cluster:Cluster";

export const examples: ResourceExamples = {
  rule,
  type: "aws:rds/instance:Instance",
  compliant: { engine: "postgres", iamDatabaseAuthenticationEnabled: true },
  alsoCompliant: {
    "a cluster": { type: cluster, inputs: { iamDatabaseAuthenticationEnabled: true } },
    "an engine that does not have it": {
      inputs: { engine: "custom-oracle-ee", iamDatabaseAuthenticationEnabled: false },
      decidedWithout: { iamDatabaseAuthenticationEnabled: "the engine does not have it" },
    },
    "an engine whose name holds that of another": {
      inputs: { engine: "custom-mysql" },
      decidedWithout: { iamDatabaseAuthenticationEnabled: "the engine does not have it" },
    },
  },
  violations: {
    "passwords alone": (inputs) => {
      inputs.iamDatabaseAuthenticationEnabled = false;
    },
    "the provider's default": (inputs) => {
      delete inputs.iamDatabaseAuthenticationEnabled;
    },
    "MariaDB with passwords alone": (inputs) => {
      inputs.engine = "mariadb";
      inputs.iamDatabaseAuthenticationEnabled = false;
    },
    "MySQL with passwords alone": (inputs) => {
      inputs.engine = "mysql";
      inputs.iamDatabaseAuthenticationEnabled = false;
    },
    "an instance that takes its engine from a snapshot": (inputs) => {
      delete inputs.engine;
      delete inputs.iamDatabaseAuthenticationEnabled;
    },
  },
  alsoViolating: {
    "a cluster of Aurora": { type: cluster, inputs: { engine: "aurora-postgresql" } },
  },
  notApplicable: "aws:rds/subnetGroup:SubnetGroup",
};
