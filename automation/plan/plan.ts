/** Plans a program without an engine, a provider or a cloud. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PlinthError } from "../../model/errors";
import type { OperationContext } from "../operation";
import { cachePath } from "../paths";
import { lastLines, run } from "../process";
import type { Finished } from "../process";
import { failureError } from "./failures";
import { readProject } from "./project";
import type { Project } from "./project";
import { Located } from "./locate";
import { Positions } from "./child/position";
import type { Evaluation, EvaluationRequest, Failure } from "./protocol";
import { readRecordedCalls } from "./recorded-calls";
import { parseStackName, readStackConfig } from "./stack-config";
import type { Plan } from "./types";

/**
 * Everything that a program registers is alive until the end, so collecting garbage early and often is work for
 * nothing: with these a plan of 1,000 resources takes a third less.
 */
const heapArguments = [
  "--min-semi-space-size=64",
  "--max-semi-space-size=64",
  "--initial-heap-size=512",
  "--single-threaded-gc",
];

/** What to plan. */
export interface PlanArgs {
  /** Folder of the program's Pulumi.yaml. */
  readonly program: string;
  /** Name of the stack; an organization may stand before it, as in `acme/prod`. */
  readonly stack: string;
  /** Config over that of the stack's file, by full key (`aws:region`). @default none */
  readonly config?: Readonly<Record<string, string>>;
  /** After this long the evaluation is ended. @default 60 */
  readonly timeoutSeconds?: number;
  /** File with recorded reads. @default `plinth.calls.json` in the program's folder, where it exists */
  readonly calls?: string;
}

/** Limit of an evaluation. */
const defaultTimeoutSeconds = 60;
/** Time that the evaluating process has to say by itself that the limit is over, in seconds. */
const ownWordSeconds = 1;
/** Time to find out what it is busy with, in seconds. */
const lookSeconds = 6;

/**
 * Evaluates a program in a process of its own, as a preview of a new stack would, and gives what it registers.
 *
 * @throws PlinthError program-missing, program-packages or config-missing where there is nothing to evaluate;
 *   program-failed, program-hangs, program-late, program-reads or resource-duplicate, with file and line, where the
 *   program gives no plan; calls-invalid for a wrong file of recorded reads.
 */
export async function plan(args: PlanArgs, context: OperationContext): Promise<Plan> {
  const project = readProject(args.program);
  const { name: stack, organization } = parseStackName(args.stack);
  const config = readStackConfig(project, stack, args.config);
  const timeoutSeconds = args.timeoutSeconds ?? defaultTimeoutSeconds;
  if (config.environments.length > 0) {
    const names = config.environments.join(", ");
    context.reporter.note(
      `The stack ${stack} imports environments (${names}); their config is not known to a plan.`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "plinth-plan-"));
  try {
    const request: EvaluationRequest = {
      ...{ project: project.name, stack, organization, timeoutSeconds },
      ...{ main: project.main, mainIsNamed: project.mainIsNamed, workingDirectory: project.workingDirectory },
      rootDirectory: project.folder,
      config: config.values,
      secretKeys: config.secretKeys,
      calls: readRecordedCalls(project.folder, args.calls),
      answer: join(folder, "answer.json"),
      pidFile: join(folder, "pid"),
    };
    const { failures, ...planned } = await evaluate(project, request, context);
    if (failures.length > 0) throw failureError(failures, { project, stack, timeoutSeconds });
    return { project: project.name, stack, program: project.folder, ...planned };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the evaluating process and reads its answer. */
async function evaluate(
  project: Project,
  request: EvaluationRequest,
  context: OperationContext,
): Promise<Evaluation> {
  const question = request.answer.replace("answer", "question");
  writeFileSync(question, JSON.stringify(request), { mode: 0o600 });
  const located = new Located(request.pidFile);
  let stack: string | undefined;
  const look = setTimeout(
    () => void located.stack().then((found) => (stack = found)),
    (request.timeoutSeconds + ownWordSeconds) * 1000,
  );
  const finished = await run(process.execPath, [...nodeArguments(project), question], {
    cwd: project.workingDirectory,
    env: environment(),
    signal: context.signal,
    timeoutSeconds: request.timeoutSeconds + ownWordSeconds + lookSeconds,
    onLine: (line) => {
      if (!located.heard(line)) context.reporter.detail(line);
    },
  });
  clearTimeout(look);
  context.signal.throwIfAborted();
  if (existsSync(request.answer)) return JSON.parse(readFileSync(request.answer, "utf8")) as Evaluation;
  return { resources: [], reads: [], unexpanded: [], failures: [silent(finished, request, stack)] };
}

function nodeArguments(project: Project): string[] {
  const loader = isModule(project)
    ? ["--import", pathToFileURL(createRequire(__filename).resolve("tsx/esm")).href]
    : [];
  return [
    ...heapArguments,
    // A port of its own for the inspector, which is opened only where a program has to be asked what it is busy with.
    "--inspect-port=127.0.0.1:0",
    ...project.nodeArguments,
    ...loader,
    join(__dirname, "child", "start.cjs"),
  ];
}

/** True where the program may be of ES modules: TypeScript then needs a loader of its own. */
function isModule({ main, folder, workingDirectory }: Project): boolean {
  if (/\.m[tj]s$/.test(main)) return true;
  const file = [workingDirectory, folder]
    .map((one) => join(one, "package.json"))
    .find((one) => existsSync(one));
  if (file === undefined) return false;
  // A package.json that is no JSON is for the evaluation to tell, as Node does.
  return /"type"\s*:\s*"module"/.test(readFileSync(file, "utf8"));
}

/** The environment of the evaluating process beside our own. */
function environment(): Record<string, string | undefined> {
  return {
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? cachePath("compiled"),
    // The program's own tsconfig.json holds, not ours.
    TSX_TSCONFIG_PATH: undefined,
  };
}

/** The failure of a process that left no answer. */
function silent(finished: Finished, request: EvaluationRequest, stack: string | undefined): Failure {
  const place = stack === undefined ? undefined : new Positions(request.rootDirectory).inStack(stack);
  const source = place ?? { file: request.main, line: 1 };
  if (finished.timedOut) {
    const message = place === undefined ? "it is busy in a function of its own" : "it is busy with this line";
    return { kind: "hung", message, source };
  }
  if (finished.notFound) {
    throw new PlinthError("internal", `${process.execPath} cannot be started.`, {
      details: [finished.stderr],
    });
  }
  const details = lastLines(finished.stderr, 20);
  return { kind: "exited", message: String(finished.exitCode ?? "of a signal"), source, details };
}
