import { arnOf } from "../scope";
import type { WorkloadIdentity } from "./identity";

/**
 * External Secrets Operator: it reads the secrets under `<name>/` of AWS Secrets Manager, by name.
 *
 * Secrets must be encrypted with the account's `aws/secretsmanager` key, which takes no permission of its own.
 *
 * @see https://external-secrets.io/latest/provider/aws-secrets-manager/
 */
export const externalSecrets: WorkloadIdentity = {
  id: "external-secrets",
  namespace: "external-secrets",
  serviceAccount: "external-secrets",
  statements: (scope) => [
    {
      Effect: "Allow",
      Action: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:GetSecretValue",
        "secretsmanager:ListSecretVersionIds",
      ],
      Resource: arnOf(scope, "secretsmanager", `secret:${scope.name}/*`),
    },
  ],
};
