/** Examples of the rules about probes, which differ in nothing but the probe's name. */

import type { ResourceRule } from "../../policypack/lib/rule";
import type { ResourceExamples } from "./examples";
import { deployment, lastingKinds, patch, pod } from "./pods";

/** The examples of a rule that wants this probe. */
export function probeExamples(rule: ResourceRule, probe: string): ResourceExamples {
  return {
    rule,
    type: "kubernetes:apps/v1:Deployment",
    compliant: deployment({ [probe]: { httpGet: { path: "/healthz", port: 8080 } } }),
    alsoCompliant: {
      "an init container, which has none": {
        inputs: deployment(
          { [probe]: { tcpSocket: { port: 8080 } } },
          { initContainers: [{ name: "init", image: "ghcr.io/example/init:1.0.0" }] },
        ),
      },
      "a pod that never restarts": {
        type: "kubernetes:core/v1:Pod",
        inputs: pod({}, { restartPolicy: "Never" }),
      },
      "a pod that restarts until it succeeds": {
        type: "kubernetes:core/v1:Pod",
        inputs: pod({}, { restartPolicy: "OnFailure" }),
      },
      "a patch that says nothing of it": patch({}),
    },
    violations: {
      "no probe": (inputs) => {
        delete inputs.spec.template.spec.containers[0][probe];
      },
      "a second container without one": (inputs) => {
        inputs.spec.template.spec.containers.push({ name: "side", image: "ghcr.io/example/side:1.0.0" });
      },
    },
    alsoViolating: {
      ...lastingKinds(pod({})),
      "a pod that always restarts": {
        type: "kubernetes:core/v1:Pod",
        inputs: pod({}, { restartPolicy: "Always" }),
      },
    },
    decidedWithout: Object.fromEntries(
      ["a pod that never restarts", "a pod that restarts until it succeeds"].flatMap((what) =>
        ["spec.containers", "spec.containers[0]"].map((path) => [
          `${what}: ${path}`,
          "no container of a pod that runs to its end needs a probe",
        ]),
      ),
    ),
    notApplicable: "kubernetes:batch/v1:Job",
  };
}
