import { rule } from "../../../../policypack/rules/iam/pass-role-scoped";
import type { ResourceExamples } from "../../examples";

const passes = (Resource: string | string[], Action: string | string[] = "iam:PassRole"): object => ({
  Effect: "Allow",
  Action,
  Resource,
});

export const examples: ResourceExamples = {
  rule,
  type: "aws:iam/rolePolicy:RolePolicy",
  compliant: {
    policy: {
      Version: "2012-10-17",
      Statement: [passes("arn:aws:iam::123456789012:role/plinth-node")],
    },
  },
  decidedWithout: { "compliant: policy.Statement[0].Action": "it names the role" },
  alsoCompliant: {
    "a path of roles": {
      inputs: { policy: { Statement: passes("arn:aws:iam::123456789012:role/nodes/*") } },
      decidedWithout: { "policy.Statement.Action": "it names a path of roles" },
    },
    "roles whose names end alike": {
      inputs: { policy: { Statement: passes("arn:aws:iam::123456789012:role/*-node") } },
      decidedWithout: { "policy.Statement.Action": "it names roles" },
    },
    "other actions on everything": {
      inputs: { policy: { Statement: passes("*", ["ec2:*", "iam:PassRoles", "iam:Get*", "xiam:PassRole"]) } },
      decidedWithout: { "policy.Statement.Resource": "it passes no role" },
    },
    "a denial": {
      inputs: { policy: { Statement: { ...passes("*"), Effect: "Deny" } } },
      decidedWithout: {
        "policy.Statement.Action": "a denial gives nothing",
        "policy.Statement.Resource": "a denial gives nothing",
      },
    },
    "all but passing a role": {
      inputs: { policy: { Statement: { Effect: "Allow", NotAction: "iam:Pass*", Resource: "*" } } },
    },
  },
  violations: {
    "`iam:PassRole` on `*`": (inputs) => {
      inputs.policy.Statement[0].Resource = "*";
    },
    "every role of an account, beside a named one": (inputs) => {
      inputs.policy.Statement[0].Resource = [
        "arn:aws:iam::123456789012:role/plinth-node",
        "arn:aws:iam::123456789012:role/*",
      ];
    },
    "everything of an account": (inputs) => {
      inputs.policy.Statement[0].Resource = "arn:aws:iam::123456789012:*";
    },
    "every role, without the slash": (inputs) => {
      inputs.policy.Statement[0].Resource = "arn:aws:iam::123456789012:role*";
    },
    "every role with a name of one character or more": (inputs) => {
      inputs.policy.Statement[0].Resource = "arn:aws:iam::123456789012:role/?*";
    },
    "every role with a path": (inputs) => {
      inputs.policy.Statement[0].Resource = "arn:aws:iam::123456789012:role/*/*";
    },
    "all of `iam`, in small letters": (inputs) => {
      inputs.policy.Statement[0] = passes("*", ["s3:GetObject", "iam:pass*"]);
    },
    "a pattern with a question mark": (inputs) => {
      inputs.policy.Statement[0] = passes("*", "iam:PassR?le");
    },
    "all actions but others": (inputs) => {
      inputs.policy.Statement.push({ Effect: "Allow", NotAction: ["s3:*"], Resource: "*" });
    },
  },
  notApplicable: "aws:iam/instanceProfile:InstanceProfile",
};
