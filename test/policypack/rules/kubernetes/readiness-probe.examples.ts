import { rule } from "../../../../policypack/rules/kubernetes/readiness-probe";
import { probeExamples } from "../../probes";

export const examples = probeExamples(rule, "readinessProbe");
