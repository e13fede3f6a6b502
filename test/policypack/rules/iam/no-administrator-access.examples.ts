import { rule } from "../../../../policypack/rules/iam/no-administrator-access";
import type { ExampleResource, StackExamples } from "../../examples";
import { unknownValue } from "../../server";

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const alone = (type: string, inputs: Record<string, unknown>): ExampleResource[] => [
  { type, name: "alone", inputs },
];

export const examples: StackExamples = {
  rule,
  compliant: [
    {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: "attachment",
      inputs: { role: "plinth-node", policyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy" },
    },
  ],
  alsoCompliant: {
    "a policy of another stack, beside one of this": [
      { type: "aws:iam/policy:Policy", name: "policy", inputs: {} },
      { type: "pulumi:pulumi:StackReference", name: "reference", inputs: { name: "shared" } },
      {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "mixed",
        inputs: { role: "plinth-node", policyArn: readOnly },
        propertyDependencies: { policyArn: ["policy", "reference"] },
      },
    ],
    "a policy of the stack, whose ARN is not known yet": [
      { type: "aws:iam/policy:Policy", name: "policy", inputs: {} },
      {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "own",
        inputs: { role: "plinth-node", policyArn: unknownValue },
        propertyDependencies: { policyArn: ["policy"] },
      },
      {
        type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        name: "exclusive",
        inputs: { roleName: "plinth-node", policyArns: [unknownValue, readOnly] },
        propertyDependencies: { policyArns: ["policy"] },
      },
    ],
    "a role with another managed policy": alone("aws:iam/role:Role", { managedPolicyArns: [readOnly] }),
    "a role with none": alone("aws:iam/role:Role", { policyArn: administrator }),
    "a name that only begins so": alone("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", {
      policyArn: "arn:aws:iam::aws:policy/AdministratorAccess-Amplify",
    }),
  },
  decidedWithout: {
    "known: policyArn": "it could only be that of a policy of the same stack",
    "exclusive: policyArns[1]": "what is not known of it comes from policies of the same stack",
    "exclusive: policyArns": "what is not known of it comes from policies of the same stack",
  },
  violations: {
    AdministratorAccess: ({ attachment }) => {
      if (attachment) attachment.inputs.policyArn = administrator;
    },
    "AdministratorAccess, once its ARN is known, beside a policy of the stack": (stack) => {
      stack.policy = { type: "aws:iam/policy:Policy", name: "policy", inputs: {} };
      stack.known = {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "known",
        inputs: { policyArn: administrator },
        propertyDependencies: { policyArn: ["policy"] },
      };
    },
  },
  alsoViolating: {
    "a user": alone("aws:iam/userPolicyAttachment:UserPolicyAttachment", { policyArn: administrator }),
    "a group": alone("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", { policyArn: administrator }),
    "an attachment to several": alone("aws:iam/policyAttachment:PolicyAttachment", {
      policyArn: administrator,
    }),
    "one of several policies": alone(
      "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
      { policyArns: [readOnly, administrator] },
    ),
    "a role that names it": alone("aws:iam/role:Role", {
      managedPolicyArns: ["arn:aws-cn:iam::aws:policy/AdministratorAccess"],
    }),
  },
};
