import { rule } from "../../../../policypack/rules/iam/no-full-access";
import type { ResourceExamples } from "../../examples";

const allowAll = { Effect: "Allow", Action: "*", Resource: "*" };
const document = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const role = "aws:iam/role:Role";

export const examples: ResourceExamples = {
  rule,
  type: "aws:iam/policy:Policy",
  compliant: {
    policy: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:GetObject", "s3:*"], Resource: "arn:aws:s3:::plinth-models/*" },
      ],
    },
  },
  decidedWithout: {
    "compliant: policy.Statement[0].Action": "it is about one bucket, whatever it allows there",
    "compliant: policy.Statement[0].Action[0]": "it is about one bucket, whatever it allows there",
    "compliant: policy.Statement[0].Action[1]": "it is about one bucket, whatever it allows there",
  },
  alsoCompliant: {
    "every action on one bucket": {
      inputs: { policy: document({ Effect: "Allow", Action: ["*"], Resource: ["arn:aws:s3:::models/*"] }) },
      decidedWithout: {
        "policy.Statement[0].Action": "it is about one bucket, whatever it allows there",
        "policy.Statement[0].Action[0]": "it is about one bucket, whatever it allows there",
      },
    },
    "every action on resources of one name": {
      inputs: { policy: document({ Effect: "Allow", Action: "*", Resource: "*:role/plinth" }) },
      decidedWithout: { "policy.Statement[0].Action": "it is about one name, whatever it allows there" },
    },
    "actions of one name on every resource": {
      inputs: { policy: document({ Effect: "Allow", Action: "*:Describe", Resource: "*" }) },
    },
    "a denial of everything, without brackets around the one statement": {
      inputs: { policy: { Statement: { Effect: "Deny", Action: "*:*", Resource: "*" } } },
      decidedWithout: {
        "policy.Statement.Action": "a denial gives nothing",
        "policy.Statement.Resource": "a denial gives nothing",
      },
    },
    "all but everything, which is nothing": {
      inputs: { policy: document({ Effect: "Allow", NotAction: "*", Resource: "*" }) },
    },
    "a role with an inline policy": {
      type: role,
      inputs: {
        inlinePolicies: [
          { name: "read", policy: document({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }) },
        ],
      },
      decidedWithout: { "inlinePolicies[0]": "an object with no policy takes away all others" },
    },
    "a role without inline policies": { type: role, inputs: { policy: document(allowAll) } },
  },
  violations: {
    "a statement that allows everything": (inputs) => {
      inputs.policy.Statement.push(allowAll);
    },
    "`*:*`, in a list": (inputs) => {
      inputs.policy.Statement[0] = { Effect: "Allow", Action: ["s3:GetObject", "*:*"], Resource: ["**"] };
    },
    "all actions but some": (inputs) => {
      inputs.policy.Statement[0] = { Effect: "Allow", NotAction: ["iam:*"], Resource: "*" };
    },
    "all resources but some": (inputs) => {
      inputs.policy.Statement[0] = { Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::secrets/*" };
    },
    "one statement without brackets, in a text": (inputs) => {
      inputs.policy = JSON.stringify({ Statement: allowAll });
    },
  },
  alsoViolating: {
    "a policy of a role": {
      type: "aws:iam/rolePolicy:RolePolicy",
      inputs: { policy: document(allowAll) },
    },
    "a policy of a user": {
      type: "aws:iam/userPolicy:UserPolicy",
      inputs: { policy: document(allowAll) },
    },
    "a policy of a group": {
      type: "aws:iam/groupPolicy:GroupPolicy",
      inputs: { policy: document(allowAll) },
    },
    "an inline policy of a role": {
      type: role,
      inputs: { inlinePolicies: [{ name: "all", policy: document(allowAll) }] },
    },
  },
  notApplicable: "aws:iam/instanceProfile:InstanceProfile",
};
