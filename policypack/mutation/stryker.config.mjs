/**
 * Mutation testing of the rules of one area, which `run.mjs` names.
 *
 * What a rule says of itself (titles, links, ids, the wording of a finding) decides nothing, so it is not mutated.
 */

const area = process.env.RULES;

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  plugins: ["@stryker-mutator/mocha-runner", import.meta.resolve("./ignore-wording.mjs")],
  ignorers: ["wording"],
  testRunner: "mocha",
  mochaOptions: {
    config: "policypack/mutation/mocharc.json",
  },
  mutate: [`policypack/rules/${area}/*.ts`, "!policypack/rules/*/index.ts"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A busy machine is no infinite loop.
  timeoutMS: 60_000,
  disableTypeChecks: false,
  reporters: ["json"],
  jsonReporter: { fileName: process.env.REPORT },
  tempDirName: ".plinth/stryker",
  ignorePatterns: ["/**", "!/policypack/**", "!/test/policypack/**", "!/package.json", "!/tsconfig.json"],
};
