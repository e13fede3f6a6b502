"use strict";

/**
 * Mocha's usual output, and at the end the counts as JSON in the file that the option `output` names.
 *
 * Plain JavaScript, because workspaces with another module system use it too. A test says why it is skipped through
 * `skipReason` on itself, its hook or a suite around it; test/helpers/skip.ts sets it. From mocha's workers the reason
 * comes through the file that `PLINTH_SKIP_REASONS` names, with the full title of the test or suite.
 */

const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const Mocha = require("mocha");

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** The reason nearest to the test. */
function reasonOf(runnable) {
  for (let place = runnable; place; place = place.parent) if (place.skipReason) return place.skipReason;
  const title = runnable.fullTitle();
  const around = told().filter(({ place }) => title === place || title.startsWith(`${place} `));
  const nearest = around.sort((a, b) => b.place.length - a.place.length)[0];
  return nearest?.reason ?? "marked as skipped in its file";
}

/** What workers said of the tests that they skipped. */
function told() {
  const file = process.env.PLINTH_SKIP_REASONS;
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failures: [], skipped: [] };
    runner.on(EVENT_TEST_PASS, () => (counts.passed += 1));
    runner.on(EVENT_TEST_FAIL, (test, error) =>
      counts.failures.push(`${test.fullTitle()}: ${error.message}`),
    );
    runner.on(EVENT_TEST_PENDING, (test) =>
      counts.skipped.push({ what: test.fullTitle(), reason: reasonOf(test) }),
    );
    runner.once(EVENT_RUN_END, () => writeFileSync(options.reporterOptions.output, JSON.stringify(counts)));
  }
};
