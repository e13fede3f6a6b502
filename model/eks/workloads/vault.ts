import { arnOf, keyAlias } from "../scope";
import type { WorkloadIdentity } from "./identity";

/**
 * Vault: it unseals itself with a key that nothing else uses, for whoever decrypts with it holds Vault's root.
 *
 * @see https://developer.hashicorp.com/vault/docs/configuration/seal/awskms#authentication
 */
export const vault: WorkloadIdentity = {
  id: "vault",
  namespace: "vault",
  serviceAccount: "vault",
  statements: (scope) => [
    {
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"],
      Resource: arnOf(scope, "kms", "key/*"),
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias(scope, "vault") } },
    },
  ],
};
