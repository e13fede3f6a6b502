import { rule } from "../../../../policypack/rules/ecr/scan-on-push";
import type { ExampleResource, StackExamples } from "../../examples";

const repository = (inputs: object, name = "repository"): ExampleResource => ({
  type: "aws:ecr/repository:Repository",
  name,
  inputs: { name: "router", ...inputs },
});
const registry = (scanFrequency: string, filter: string, name = "registry"): ExampleResource => ({
  type: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
  name,
  inputs: {
    scanType: "BASIC",
    rules: [{ scanFrequency, repositoryFilters: [{ filter, filterType: "WILDCARD" }] }],
  },
});

export const examples: StackExamples = {
  rule,
  compliant: [repository({ imageScanningConfiguration: { scanOnPush: true } })],
  alsoCompliant: {
    "a registry that scans what is pushed": [repository({}, "scanned"), registry("SCAN_ON_PUSH", "*")],
    "a registry that scans all the time": [repository({}, "scanned"), registry("CONTINUOUS_SCAN", "*")],
    "a registry with several rules and filters": [
      repository({}, "scanned"),
      {
        ...registry("", "", "several"),
        inputs: {
          rules: [
            { scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [{ filter: "*" }, { filter: "prod-*" }] },
            { scanFrequency: "MANUAL", repositoryFilters: [{ filter: "dev-*" }] },
          ],
        },
      },
    ],
  },
  decidedWithout: {
    ...Object.fromEntries(
      [
        "rules[0].repositoryFilters[1]",
        "rules[0].repositoryFilters[1].filter",
        "rules[1]",
        "rules[1].scanFrequency",
        "rules[1].repositoryFilters",
        "rules[1].repositoryFilters[0]",
        "rules[1].repositoryFilters[0].filter",
      ].map((path) => [`several: ${path}`, "the first rule and its first filter are about all"]),
    ),
    "scanned: imageScanningConfiguration": "the registry scans it",
    "scanned: imageScanningConfiguration.scanOnPush": "the registry scans it",
  },
  violations: {
    "no scan": (stack) => {
      stack.repository = repository({ imageScanningConfiguration: { scanOnPush: false } });
    },
    "the provider's default": (stack) => {
      stack.repository = repository({});
    },
  },
  alsoViolating: {
    "a registry that scans when it is told to": [repository({}), registry("MANUAL", "*")],
    "a registry that scans some": [repository({}), registry("SCAN_ON_PUSH", "prod-*")],
    "a registry with a rule that does not say": [
      repository({}),
      { ...registry("", ""), inputs: { rules: [{ repositoryFilters: [{ filter: "*" }] }] } },
    ],
    "a registry with a filter that does not say": [
      repository({}),
      {
        ...registry("", ""),
        inputs: { rules: [{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [{}] }] },
      },
    ],
  },
};
