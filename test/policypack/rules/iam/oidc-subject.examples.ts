import { rule } from "../../../../policypack/rules/iam/oidc-subject";
import type { FurtherExample, Inputs, ResourceExamples } from "../../examples";
import { unknownValue } from "../../server";

const github = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const sub = "token.actions.githubusercontent.com:sub";
const trust = (statement: object): Inputs => ({
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: github },
      ...statement,
    },
  },
});
const subject = (value: string | string[], operator = "StringLike"): FurtherExample => ({
  inputs: trust({ Condition: { [operator]: { [sub]: value } } }),
});
const named = (path: string): Record<string, string> => ({
  [`${path}.Principal`]: "whoever it trusts, it names the subject",
  [`${path}.Principal.Federated`]: "whoever it trusts, it names the subject",
  [`${path}.Effect`]: "whatever it does, it names the subject",
});

export const examples: ResourceExamples = {
  rule,
  type: "aws:iam/role:Role",
  compliant: {
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: github },
          Condition: { StringEquals: { [sub]: "repo:plinth/platform:ref:refs/heads/main" } },
        },
      ],
    },
  },
  decidedWithout: named("assumeRolePolicy.Statement[0]"),
  alsoCompliant: {
    "every repository of an owner": {
      ...subject(["repo:plinth/*", "repo:plinth-labs/*"]),
      decidedWithout: named("assumeRolePolicy.Statement"),
    },
    "service accounts of one namespace": {
      ...subject("system:serviceaccount:ray:*"),
      decidedWithout: named("assumeRolePolicy.Statement"),
    },
    "a service": { inputs: trust({ Principal: { Service: "ec2.amazonaws.com" } }) },
    "an account": { inputs: trust({ Principal: "123456789012" }) },
    "an account and an owner of objects": {
      inputs: trust({ Principal: { AWS: "123456789012", CanonicalUser: "79a59df900b9" } }),
    },
    "principals that are not known yet, and no identity provider": {
      inputs: trust({
        Principal: { AWS: unknownValue, Service: unknownValue, CanonicalUser: unknownValue },
      }),
    },
    "another kind of identity provider": {
      inputs: trust({ Principal: { Federated: "arn:aws:iam::123456789012:saml-provider/okta" } }),
    },
    "everyone but one": {
      inputs: {
        assumeRolePolicy: {
          Statement: { Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: "123456789012" } },
        },
      },
    },
    "a denial": {
      inputs: trust({ Effect: "Deny" }),
      decidedWithout: {
        "assumeRolePolicy.Statement.Principal": "a denial gives nothing",
        "assumeRolePolicy.Statement.Principal.Federated": "a denial gives nothing",
      },
    },
  },
  violations: {
    "no condition on `sub`": (inputs) => {
      inputs.assumeRolePolicy.Statement[0].Condition = {
        StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
      };
    },
    "no condition at all": (inputs) => {
      delete inputs.assumeRolePolicy.Statement[0].Condition;
    },
    "an excluded `sub`": (inputs) => {
      inputs.assumeRolePolicy.Statement[0].Condition = { StringNotLike: { [sub]: "repo:evil/*" } };
    },
    "a provider among others": (inputs) => {
      inputs.assumeRolePolicy.Statement[0].Principal = {
        AWS: "123456789012",
        Federated: ["accounts.google.com", github],
      };
      delete inputs.assumeRolePolicy.Statement[0].Condition;
    },
  },
  alsoViolating: {
    "every subject": subject("*"),
    "every repository": subject("repo:*"),
    "one named repository beside any other": subject(["repo:plinth/platform:*", "repo:*/*"]),
    "every repository, by a question mark": subject("repo:?*"),
    "every project": subject("project_path:*"),
    "every organization": subject("organization:*"),
    "every service account": subject("system:serviceaccount:*"),
    "a part of a claim's name": subject("re*"),
  },
  notApplicable: "aws:iam/policy:Policy",
};
