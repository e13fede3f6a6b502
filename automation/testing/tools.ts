/** Runs the tools that parts of `./plinth test` are made of. */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { cachePath, repositoryRoot } from "../paths";
import { run } from "../process";
import type { Finished } from "../process";
import { failedOnce, passedOnce } from "./outcome";
import type { Outcome, Skip } from "./outcome";

/** Processors for the parts to share. Two where there is one: most of them wait for something now and then. */
export const sharedProcessors = Math.max(2, availableParallelism());

/** What a part works with. */
export interface PartContext {
  /** Receives each line of the tool's output. */
  readonly write: (line: string) => void;
  readonly signal: AbortSignal;
  /** The engine that end-to-end tests bring stacks up with. */
  readonly engine: string;
}

/** How a tool is run. */
interface ToolOptions {
  /** Folder, relative to the repository. @default the repository */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a tool to its end, its output streamed. */
export function tool(
  { write, signal }: PartContext,
  [file, ...args]: readonly [string, ...string[]],
  { folder = ".", env = {} }: ToolOptions = {},
): Promise<Finished> {
  return run(file, args, { cwd: join(repositoryRoot, folder), env, signal, onLine: write });
}

/** A check that passes where the tool exits with 0. */
export async function check(
  context: PartContext,
  name: string,
  command: readonly [string, ...string[]],
  options: ToolOptions = {},
): Promise<Outcome> {
  const { exitCode, stderr } = await tool(context, command, options);
  if (exitCode === 0) return passedOnce;
  return failedOnce(
    `${name}: \`${command.join(" ")}\` ${exitCode === undefined ? stderr.trim() : `exited with ${exitCode}`}`,
  );
}

/** Runs mocha and counts its tests. */
export async function mocha(
  context: PartContext,
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<Outcome> {
  const report = cachePath("test", `${name}.json`);
  const reasons = cachePath("test", `${name}-skipped.jsonl`);
  for (const file of [report, reasons]) rmSync(file, { force: true });
  const env = { ...options.env, PLINTH_SKIP_REASONS: reasons };
  const program = join(repositoryRoot, "node_modules", "mocha", "bin", "mocha.js");
  const reporter = [
    "--reporter",
    join(__dirname, "mocha-reporter.cjs"),
    "--reporter-option",
    `output=${report}`,
  ];
  const finished = await tool(context, [process.execPath, program, ...args, ...reporter], {
    ...options,
    env,
  });
  return withExitCode(
    name,
    finished,
    existsSync(report) ? parseMochaReport(readFileSync(report, "utf8")) : undefined,
  );
}

/** The counts in a report of `mocha-reporter.cjs`. */
export function parseMochaReport(text: string): Outcome {
  const report = JSON.parse(text) as { passed: number; failures: string[]; skipped: Skip[] };
  return { ...report, failed: report.failures.length };
}

/** A tool that fails without naming a failed test could not start, or broke off. */
export function withExitCode(
  name: string,
  { exitCode, stderr }: Pick<Finished, "exitCode" | "stderr">,
  outcome: Outcome | undefined,
): Outcome {
  if (outcome !== undefined && (exitCode === 0 || outcome.failed > 0)) return outcome;
  const reason = stderr.trim().split("\n").at(-1) ?? "";
  const broken = failedOnce(
    `${name}: it could not run to its end (exit code ${exitCode ?? "none"}): ${reason}`,
  );
  return outcome === undefined ? broken : { ...outcome, failed: 1, failures: broken.failures };
}

/** The counts in a JUnit report, as pytest writes it. */
export function parseJunitReport(xml: string): Outcome {
  const suite = /<testsuite\b[^>]*>/.exec(xml)?.[0] ?? "";
  const count = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const cases = xml.split("<testcase").slice(1);
  const nameOf = (text: string): string => /\bname="([^"]*)"/.exec(text)?.[1] ?? "";
  const skipped = cases
    .filter((text) => text.includes("<skipped"))
    .map((text) => ({
      what: nameOf(text),
      reason: /<skipped[^>]*\bmessage="([^"]*)"/.exec(text)?.[1] ?? "no reason given",
    }));
  const failures = cases.filter((text) => /<(failure|error)\b/.test(text)).map(nameOf);
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - skipped.length, failed, skipped, failures };
}
