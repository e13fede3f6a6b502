import { rule } from "../../../../policypack/rules/kms/policy-not-open";
import type { FurtherExample, ResourceExamples } from "../../examples";

const root = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:root" },
  Action: "kms:*",
  Resource: "*",
};
const open = { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" };
const document = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const opened = (type: string): FurtherExample => ({ type, inputs: { policy: document(root, open) } });

export const examples: ResourceExamples = {
  rule,
  type: "aws:kms/key:Key",
  compliant: { enableKeyRotation: true, policy: document(root) },
  alsoCompliant: {
    "AWS's default policy": { inputs: { enableKeyRotation: true } },
    "everyone of one account, through a service": {
      inputs: {
        policy: document({
          ...open,
          Condition: {
            StringEquals: {
              "kms:CallerAccount": "123456789012",
              "kms:ViaService": "ec2.eu-central-1.amazonaws.com",
            },
          },
        }),
      },
      decidedWithout: {
        "policy.Statement[0].Principal": "the condition says who may call",
        "policy.Statement[0].Principal.AWS": "the condition says who may call",
        "policy.Statement[0].Effect": "the condition says who may call",
        "policy.Statement[0].Condition.StringEquals.kms:ViaService": "another condition says who may call",
      },
    },
  },
  violations: {
    "a statement for every principal": (inputs) => {
      inputs.policy = document(root, open);
    },
    "every principal through a service": (inputs) => {
      inputs.policy = document({
        ...open,
        Condition: { StringEquals: { "kms:ViaService": "ec2.eu-central-1.amazonaws.com" } },
      });
    },
  },
  alsoViolating: {
    "a policy of its own": opened("aws:kms/keyPolicy:KeyPolicy"),
    "a key whose material comes from elsewhere": opened("aws:kms/externalKey:ExternalKey"),
    "a replica": opened("aws:kms/replicaKey:ReplicaKey"),
    "a replica of a key whose material comes from elsewhere": opened(
      "aws:kms/replicaExternalKey:ReplicaExternalKey",
    ),
  },
  notApplicable: "aws:kms/alias:Alias",
};
