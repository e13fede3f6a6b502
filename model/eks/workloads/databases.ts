import { useOfAdministrator } from "./access";
import type { WorkloadIdentity } from "./identity";

/** The job that makes the databases. */
export const databases: WorkloadIdentity = {
  id: "databases",
  namespace: "devtools",
  serviceAccount: "databases",
  statements: useOfAdministrator,
};
