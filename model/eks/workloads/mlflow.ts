import { databaseLogin, useOfBucket } from "./access";
import type { WorkloadIdentity } from "./identity";

/** MLflow: artifacts in its bucket, runs in its database. */
export const mlflow: WorkloadIdentity = {
  id: "mlflow",
  namespace: "devtools",
  serviceAccount: "mlflow",
  statements: (scope) => [...useOfBucket(scope, "mlflow"), databaseLogin(scope, "mlflow")],
};
