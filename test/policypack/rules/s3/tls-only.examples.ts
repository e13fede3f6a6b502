import { rule } from "../../../../policypack/rules/s3/tls-only";
import type { ExampleResource, StackExamples } from "../../examples";
import { unknownValue } from "../../server";

const arn = "arn:aws:s3:::models";
const statement = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const bucket: ExampleResource = {
  type: "aws:s3/bucket:Bucket",
  name: "bucket",
  inputs: { bucket: "models" },
};
const policy = (statements: object, name = "policy"): ExampleResource => ({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name,
  inputs: { bucket: "models", policy: { Version: "2012-10-17", Statement: statements } },
  propertyDependencies: { bucket: ["bucket"] },
});
const but = (changes: object): readonly ExampleResource[] => [bucket, policy({ ...statement, ...changes })];
const without = (key: string): object =>
  Object.fromEntries(Object.entries(statement).filter(([each]) => each !== key));
const reference = "an ARN that is not known yet is that of the bucket, which S3 itself demands";
const beside = "another statement refuses plain HTTP";

export const examples: StackExamples = {
  rule,
  compliant: [bucket, policy([statement])],
  alsoCompliant: {
    "everything, by everyone, in lists": [
      bucket,
      policy(
        {
          ...statement,
          Principal: { AWS: ["123456789012", "*"] },
          Action: ["s3:GetObject", "*"],
          Resource: "*",
          Condition: { BoolIfExists: { "AWS:securetransport": [false] } },
        },
        "lists",
      ),
    ],
    "the bucket and its objects in one pattern, in small letters": [
      bucket,
      policy({ ...statement, Action: "S3:*", Resource: [arn, `${arn}*`] }, "pattern"),
    ],
    "ARNs that are not known yet": [
      { ...bucket, type: "aws:s3/bucketV2:BucketV2" },
      policy([{ ...statement, Resource: [unknownValue, unknownValue] }], "unknown"),
    ],
    "beside another statement": [
      bucket,
      policy([{ ...statement }, { Effect: "Deny", Principal: "*" }], "beside"),
    ],
    "in the bucket itself, as a text": [
      { ...bucket, name: "inline", inputs: { policy: JSON.stringify({ Statement: [statement] }) } },
    ],
  },
  decidedWithout: {
    ...Object.fromEntries(
      [
        "policy: policy.Statement[0].Resource",
        "policy: policy.Statement[0].Resource[0]",
        "policy: policy.Statement[0].Resource[1]",
        "policy: policy.Statement.Resource",
        "policy: policy.Statement.Resource[0]",
        "policy: policy.Statement.Resource[1]",
        "policy: policy.Statement.Resource[2]",
        "lists: policy.Statement.Resource",
        "pattern: policy.Statement.Resource",
        "pattern: policy.Statement.Resource[0]",
        "pattern: policy.Statement.Resource[1]",
        "unknown: policy.Statement[0].Resource",
      ].map((path) => [path, reference]),
    ),
    "lists: policy.Statement.Principal.AWS[0]": "the other principal is everyone",
    "lists: policy.Statement.Action[0]": "the other action is every one",
    "beside: policy.Statement[0].Resource": reference,
    "beside: policy.Statement[0].Resource[0]": reference,
    "beside: policy.Statement[0].Resource[1]": reference,
    "beside: policy.Statement[1]": beside,
    "beside: policy.Statement[1].Effect": beside,
    "beside: policy.Statement[1].Principal": beside,
  },
  violations: {
    "no policy": (stack) => {
      delete stack.policy;
    },
    "a policy without the denial": (stack) => {
      stack.policy = policy([{ ...statement, Effect: "Allow" }]);
    },
    "an empty policy": (stack) => {
      stack.policy = policy([]);
    },
    "the policy of another bucket": (stack) => {
      stack.other = { ...bucket, name: "other" };
    },
  },
  alsoViolating: {
    "a denial for one account": but({ Principal: { AWS: "123456789012" } }),
    "a denial for all but one account": [
      bucket,
      policy({ ...without("Principal"), NotPrincipal: { AWS: "1" } }),
    ],
    "a denial of one action": but({ Action: "s3:PutObject" }),
    "a denial of one action that ends in a wildcard": but({ Action: "s3:Get*" }),
    "a denial of actions that begin with a wildcard": but({ Action: "s3:*Tagging" }),
    "a denial of another service's actions": but({ Action: "xs3:*" }),
    "a denial of all but one action": [bucket, policy({ ...without("Action"), NotAction: "s3:GetObject" })],
    "a denial on the objects alone": but({ Resource: `${arn}/*` }),
    "a denial on the bucket alone": but({ Resource: arn }),
    "a denial on some of the objects": but({ Resource: [arn, `${arn}/private/*`, `${arn}/*.txt`] }),
    "a denial nowhere": [bucket, policy(without("Resource"))],
    "a denial of HTTPS": but({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    "a denial without a condition": [bucket, policy(without("Condition"))],
    "a denial on another condition": but({ Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
    "a denial under a second condition": but({
      Condition: {
        Bool: { "aws:SecureTransport": "false" },
        NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" },
      },
    }),
    "a denial with another operator": but({ Condition: { StringLike: { "aws:SecureTransport": "false" } } }),
    "a denial with an operator that only looks like it": but({
      Condition: { "ForAllValues:Bool": { "aws:SecureTransport": "false" } },
    }),
    "a denial where the key is missing": but({ Condition: { BoolIf: { "aws:SecureTransport": "false" } } }),
    "a denial for no value": but({ Condition: { Bool: { "aws:SecureTransport": [] } } }),
    "no denial in the bucket itself": [
      { ...bucket, inputs: { policy: JSON.stringify({ Statement: { ...statement, Effect: "Allow" } }) } },
    ],
  },
};
