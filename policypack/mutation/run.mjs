/**
 * Mutation testing of every rule, area by area: `npm run test:mutation [-- area …]`.
 *
 * An area at a time, because most mutants are seen only after the rules are loaded anew, and then all tests run.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";

/** Score that every run must reach, in percent. */
const goal = 90;
const folder = ".plinth/test/mutation";
const caught = ["Killed", "Timeout"];
const missed = ["Survived", "NoCoverage"];

const areas = process.argv.slice(2);
if (areas.length === 0) areas.push(...readdirSync("policypack/rules").filter((name) => !name.includes(".")));

const total = { caught: 0, missed: 0 };
mkdirSync(folder, { recursive: true });
for (const area of areas) {
  const report = `${folder}/${area}.json`;
  rmSync(report, { force: true });
  const run = spawnSync("npx", ["--no-install", "stryker", "run", "policypack/mutation/stryker.config.mjs"], {
    env: { ...process.env, RULES: area, REPORT: report },
    encoding: "utf8",
  });
  const mutants = mutantsOf(report);
  if (mutants === undefined) {
    console.error(`${area}: Stryker gave no report.\n${run.stdout}${run.stderr}`);
    process.exit(1);
  }
  for (const { file, mutant } of mutants.filter(({ mutant }) => missed.includes(mutant.status)))
    console.log(
      `${mutant.status} ${file}:${mutant.location.start.line} ${mutant.mutatorName}: ${mutant.replacement}`,
    );
  const score = { caught: count(mutants, caught), missed: count(mutants, missed) };
  total.caught += score.caught;
  total.missed += score.missed;
  console.log(`${area}: ${described(score)}`);
}
console.log(`all: ${described(total)}`);
process.exitCode = percent(total) < goal ? 1 : 0;

function mutantsOf(report) {
  try {
    const { files } = JSON.parse(readFileSync(report, "utf8"));
    return Object.entries(files).flatMap(([file, { mutants }]) =>
      mutants.map((mutant) => ({ file, mutant })),
    );
  } catch {
    return undefined;
  }
}

function count(mutants, statuses) {
  return mutants.filter(({ mutant }) => statuses.includes(mutant.status)).length;
}

function percent({ caught, missed }) {
  return (100 * caught) / (caught + missed);
}

function described(score) {
  return `${percent(score).toFixed(1)} % of ${score.caught + score.missed} mutants caught`;
}
