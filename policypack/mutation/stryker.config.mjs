/**
 * Mutation testing of the rules: `npm run test:mutation`, or one area with `RULES=eks npm run test:mutation`.
 *
 * What a rule says of itself (titles, links, ids, the wording of a finding) decides nothing, so it is not mutated.
 */

const area = process.env.RULES ?? "*";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  plugins: ["@stryker-mutator/mocha-runner", import.meta.resolve("./ignore-wording.mjs")],
  ignorers: ["wording"],
  testRunner: "mocha",
  mochaOptions: {
    config: "policypack/mutation/mocharc.json",
  },
  mutate: [
    `policypack/rules/${area}/*.ts`,
    "!policypack/rules/*/index.ts",
    ...(area === "*" ? ["policypack/lib/*.ts"] : []),
  ],
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A busy machine is no infinite loop.
  timeoutMS: 60_000,
  disableTypeChecks: false,
  reporters: ["clear-text", "json"],
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
  jsonReporter: { fileName: ".plinth/test/mutation.json" },
  tempDirName: ".plinth/stryker",
  ignorePatterns: ["/**", "!/policypack/**", "!/test/policypack/**", "!/package.json", "!/tsconfig.json"],
  thresholds: { high: 95, low: 90, break: 90 },
};
