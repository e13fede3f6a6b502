import { rule } from "../../../../policypack/rules/kubernetes/liveness-probe";
import { probeExamples } from "../../probes";

export const examples = probeExamples(rule, "livenessProbe");
