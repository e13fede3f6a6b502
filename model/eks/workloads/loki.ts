import { useOfBucket } from "./access";
import type { WorkloadIdentity } from "./identity";

/** Loki: chunks and index of the logs in its bucket. */
export const loki: WorkloadIdentity = {
  id: "loki",
  namespace: "observability",
  serviceAccount: "loki",
  statements: (scope) => useOfBucket(scope, "loki"),
};
