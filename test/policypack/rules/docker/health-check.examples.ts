import { rule } from "../../../../policypack/rules/docker/health-check";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/container:Container",
  compliant: { image: "postgres:17.12", healthcheck: { tests: ["CMD", "pg_isready"] } },
  alsoCompliant: {
    "a container that runs to its end": {
      inputs: { image: "postgres:17.12", mustRun: false, healthcheck: {} },
    },
    "a command with an argument of that name": {
      inputs: { healthcheck: { tests: ["CMD", "NONE"] } },
    },
  },
  violations: {
    "no check": (inputs) => {
      delete inputs.healthcheck;
    },
    "the image's check taken away": (inputs) => {
      inputs.healthcheck.tests = ["NONE"];
    },
    "a check of nothing": (inputs) => {
      inputs.healthcheck.tests = [];
    },
    "a check of a name that is not there": (inputs) => {
      inputs.healthcheck.tests = [null];
    },
    "a container that must run": (inputs) => {
      delete inputs.healthcheck;
      inputs.mustRun = true;
    },
  },
  decidedWithout: {
    "a container that runs to its end: healthcheck": "a container that runs to its end needs no check",
    "a container that runs to its end: healthcheck.tests": "a container that runs to its end needs no check",
  },
  notApplicable: "docker:index/network:Network",
};
