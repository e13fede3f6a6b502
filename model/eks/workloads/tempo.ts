import { useOfBucket } from "./access";
import type { WorkloadIdentity } from "./identity";

/** Tempo: blocks of traces in its bucket. */
export const tempo: WorkloadIdentity = {
  id: "tempo",
  namespace: "observability",
  serviceAccount: "tempo",
  statements: (scope) => useOfBucket(scope, "tempo"),
};
