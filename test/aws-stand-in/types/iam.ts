/** Identities and keys. */

import { arn, iamArn, idIs, idOf, text } from "./rules";
import type { Made, RulesTable } from "./rules";

/** An IAM entity's path, "/" where it is not given. */
const path = (made: Made): string => text(made, "path") || "/";
const unique = (prefix: string, { digits }: Made): string => `${prefix}${digits(17).toUpperCase()}`;

/** A UUID of hexadecimal digits. */
const uuid = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");

/** The name of a service in the role that is linked to it. */
function linkedRole(made: Made): string {
  const service = text(made, "awsServiceName");
  const words = service.replace(/\.amazonaws\.com$/, "").split(/[.-]/);
  return `AWSServiceRoleFor${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
}

export const iamTypes: RulesTable = {
  "aws:iam/role:Role": {
    id: idIs("name"),
    replaces: ["name", "namePrefix", "path"],
    outputs: (made) => ({
      arn: iamArn(made, `role${path(made)}${made.id}`),
      uniqueId: unique("AROA", made),
      createDate: "2026-01-01T00:00:00Z",
      maxSessionDuration: 3600,
      path: "/",
    }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    id: idOf(":", "role", "name"),
    replaces: ["role", "name", "namePrefix"],
  },
  "aws:iam/policy:Policy": {
    id: (made) => iamArn(made, `policy${path(made)}${text(made, "name")}`),
    replaces: ["name", "namePrefix", "path", "description"],
    outputs: (made) => ({ arn: made.id, policyId: unique("ANPA", made) }),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: idOf("/", "role", "policyArn"),
    replaces: ["role", "policyArn"],
  },
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": { id: idIs("roleName"), replaces: ["roleName"] },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
    id: idIs("roleName"),
    replaces: ["roleName"],
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: idIs("name"),
    replaces: ["name", "namePrefix", "path"],
    outputs: (made) => ({
      arn: iamArn(made, `instance-profile${path(made)}${made.id}`),
      uniqueId: unique("AIPA", made),
    }),
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    id: (made) => iamArn(made, `oidc-provider/${text(made, "url").replace("https://", "")}`),
    replaces: ["url"],
    outputs: (made) => ({ arn: made.id }),
  },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
    id: (made) => iamArn(made, `role/aws-service-role/${text(made, "awsServiceName")}/${linkedRole(made)}`),
    replaces: ["awsServiceName", "customSuffix"],
    outputs: (made) => ({
      arn: made.id,
      name: linkedRole(made),
      path: `/aws-service-role/${text(made, "awsServiceName")}/`,
      uniqueId: unique("AROA", made),
    }),
  },
  "aws:iam/user:User": {
    id: idIs("name"),
    replaces: [],
    outputs: (made) => ({ arn: iamArn(made, `user${path(made)}${made.id}`), uniqueId: unique("AIDA", made) }),
  },
  "aws:iam/accessKey:AccessKey": {
    id: (made) => unique("AKIA", made),
    replaces: ["user", "pgpKey"],
    outputs: ({ digits }) => ({ secret: `not-a-secret-${digits(16)}` }),
  },
  "aws:kms/key:Key": {
    id: ({ digits }) => uuid(digits(32)),
    replaces: ["customerMasterKeySpec", "customKeyStoreId", "keyUsage", "multiRegion", "xksKeyId"],
    outputs: (made) => ({ arn: arn("kms", made, `key/${made.id}`), keyId: made.id }),
  },
  "aws:kms/keyPolicy:KeyPolicy": { id: idIs("keyId"), replaces: ["keyId"] },
  "aws:kms/alias:Alias": {
    id: idIs("name"),
    namePrefix: "alias/",
    changedByUpdate: (changed) => (changed.includes("targetKeyId") ? ["targetKeyArn"] : []),
    replaces: ["name", "namePrefix"],
    outputs: (made) => {
      const key = text(made, "targetKeyId");
      const targetKeyArn = key.startsWith("arn:") ? key : arn("kms", made, `key/${key}`);
      return { arn: arn("kms", made, made.id), targetKeyArn };
    },
  },
  "aws:kms/grant:Grant": {
    id: (made) => `${text(made, "keyId")}:${made.digits(32)}`,
    replaces: ["keyId", "granteePrincipal", "operations", "constraints", "retiringPrincipal", "name"],
    outputs: ({ digits }) => ({ grantId: digits(32), grantToken: digits(32) }),
  },
};
