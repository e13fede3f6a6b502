import { databaseArnOf } from "../databases";
import { arnOf } from "../scope";
import { useOfKey } from "./access";
import type { WorkloadIdentity } from "./identity";

/**
 * The job that makes the databases: it reads the password of Postgres' administrator, which RDS keeps.
 *
 * The secret's name is not known before it is made; RDS tags it with its instance:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export const databases: WorkloadIdentity = {
  id: "databases",
  namespace: "devtools",
  serviceAccount: "databases",
  statements: (scope) => [
    {
      Effect: "Allow",
      Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      Resource: arnOf(scope, "secretsmanager", "secret:rds!db-*"),
      Condition: {
        StringEquals: { "aws:ResourceTag/aws:rds:primaryDBInstanceArn": databaseArnOf(scope) },
      },
    },
    useOfKey(scope, "database", "secretsmanager", ["kms:Decrypt"]),
  ],
};
