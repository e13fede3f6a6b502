import { rule } from "../../../../policypack/rules/iam/trust-not-open";
import type { Inputs, ResourceExamples } from "../../examples";

const trust = (statement: object): Inputs => ({
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "sts:AssumeRole", ...statement },
  },
});
const open = (Condition: object): { inputs: Inputs } => ({
  inputs: trust({ Principal: { AWS: "*" }, Condition }),
});
const limited = {
  "assumeRolePolicy.Statement.Principal": "the condition says who may call",
  "assumeRolePolicy.Statement.Principal.AWS": "the condition says who may call",
  "assumeRolePolicy.Statement.Effect": "the condition says who may call",
};

export const examples: ResourceExamples = {
  rule,
  type: "aws:iam/role:Role",
  compliant: {
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "ec2.amazonaws.com", AWS: ["arn:aws:iam::123456789012:root"] },
        },
      ],
    },
  },
  alsoCompliant: {
    "a text": {
      inputs: { assumeRolePolicy: JSON.stringify(trust({ Principal: "123456789012" }).assumeRolePolicy) },
    },
    "everyone of an organization": {
      ...open({ StringEquals: { "aws:PrincipalOrgID": "o-plinth" } }),
      decidedWithout: limited,
    },
    "accounts, by a key in small letters": {
      ...open({ StringEqualsIgnoreCase: { "aws:principalaccount": ["123456789012", "210987654321"] } }),
      decidedWithout: limited,
    },
    "roles with a tag": {
      ...open({ "ForAnyValue:StringLike": { "aws:PrincipalTag/team": "ml-*" } }),
      decidedWithout: limited,
    },
    "one role, beside another condition": {
      ...open({
        Bool: { "aws:MultiFactorAuthPresent": "true" },
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/ci-*" },
      }),
      decidedWithout: {
        ...limited,
        "assumeRolePolicy.Statement.Condition.Bool": "another condition says who may call",
        "assumeRolePolicy.Statement.Condition.Bool.aws:MultiFactorAuthPresent":
          "another condition says who may call",
      },
    },
    "a denial for everyone": {
      inputs: trust({ Effect: "Deny", Principal: "*" }),
      decidedWithout: { "assumeRolePolicy.Statement.Principal": "a denial gives nothing" },
    },
    ...Object.fromEntries(
      [
        "aws:PrincipalOrgPaths",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "kms:CallerAccount",
      ].map((key) => [
        `a condition on ${key}`,
        { ...open({ StringEquals: { [key]: "x" } }), decidedWithout: limited },
      ]),
    ),
  },
  violations: {
    "a principal `*`": (inputs) => {
      inputs.assumeRolePolicy.Statement[0].Principal = "*";
    },
    "an AWS principal `*` among others": (inputs) => {
      inputs.assumeRolePolicy.Statement[0].Principal.AWS.push("*");
    },
    "everyone but one": (inputs) => {
      delete inputs.assumeRolePolicy.Statement[0].Principal;
      inputs.assumeRolePolicy.Statement[0].NotPrincipal = { AWS: "arn:aws:iam::123456789012:root" };
    },
  },
  alsoViolating: {
    "a condition that says nothing of the caller": open({
      Bool: { "aws:SecureTransport": "true" },
      StringEquals: { "sts:ExternalId": "plinth" },
    }),
    "a condition that excludes one caller": open({
      StringNotEquals: { "aws:PrincipalAccount": "123456789012" },
    }),
    "a condition that a request without the key meets": open({
      StringEqualsIfExists: { "aws:SourceAccount": "123456789012" },
    }),
    "a condition that no values meet too": open({
      "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-plinth/*" },
    }),
    "a condition that everyone meets": open({ StringLike: { "aws:PrincipalArn": ["*", "arn:*"] } }),
    "a key that only looks like one": open({
      StringEquals: { "x-aws:PrincipalOrgID": "x", "aws:PrincipalOrgID-x": "x", "aws:PrincipalTag/": "x" },
    }),
  },
  notApplicable: "aws:iam/policy:Policy",
};
