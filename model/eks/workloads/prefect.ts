import { databaseLogin } from "./access";
import type { WorkloadIdentity } from "./identity";

/** The server of Prefect: flow runs in its database. */
export const prefect: WorkloadIdentity = {
  id: "prefect",
  namespace: "devtools",
  serviceAccount: "prefect-server",
  statements: (scope) => [databaseLogin(scope, "prefect")],
};
