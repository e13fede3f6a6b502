/** Why a program gave no plan, in words for its author. */

import { PlinthError } from "../../model/errors";
import type { ErrorCode } from "../../model/errors";
import type { Project } from "./project";
import type { Failure, FailureKind } from "./protocol";
import { callsFileName } from "./recorded-calls";
import type { SourcePosition } from "./types";

/** The kinds from the cause to what may only follow from it. */
const order: readonly FailureKind[] = [
  "module",
  "entry",
  "duplicate",
  "late",
  "reads",
  "logged",
  "threw",
  "exited",
  "hung",
  "stuck",
];

/** What the words depend on. */
export interface FailureContext {
  readonly project: Project;
  readonly stack: string;
  readonly timeoutSeconds: number;
}

/** The error for an evaluation that failed; all failures of the first kind are told at once. */
export function failureError(failures: readonly Failure[], context: FailureContext): PlinthError {
  const kind = order.find((one) => failures.some((failure) => failure.kind === one)) ?? "threw";
  const same = failures.filter((failure) => failure.kind === kind);
  const [first = { kind, message: "" }] = same;
  const rest = same.slice(1).map((failure) => `${at(failure.source)}${sentence(failure, context)}`);
  const fix = fixFor(first, context);
  return new PlinthError(codes[kind], `${at(first.source)}${sentence(first, context)}`, {
    details: [...(first.details ?? []), ...rest],
    ...(fix === undefined ? {} : { fix }),
  });
}

const codes: Readonly<Record<FailureKind, ErrorCode>> = {
  module: "program-packages",
  entry: "program-missing",
  duplicate: "resource-duplicate",
  late: "program-late",
  reads: "program-reads",
  logged: "program-failed",
  threw: "program-failed",
  exited: "program-failed",
  hung: "program-hangs",
  stuck: "program-hangs",
};

function sentence(failure: Failure, { project, stack, timeoutSeconds }: FailureContext): string {
  const { message } = failure;
  switch (failure.kind) {
    case "module":
      return `the program ${project.name} cannot be loaded: ${message}.`;
    case "entry":
      return `The program ${project.name} in ${project.folder} cannot be loaded: ${message}.`;
    case "duplicate":
      return `two resources have the URN ${message}; the engine takes a URN once.`;
    case "late":
      return `${message} is registered after the end of the program.`;
    case "reads":
      return `the program reads ${message} from the cloud while it runs; a plan without the cloud cannot know it.`;
    case "logged":
      return `the program logged an error: ${message}`;
    case "threw":
      return `the program failed: ${message}`;
    case "exited":
      return `the program ended its process with exit code ${message}; what it had still to register is not known.`;
    case "hung":
      return `the program did not end within ${timeoutSeconds} s on the stack ${stack}; ${message}.`;
    case "stuck":
      return `the program waits for something that never comes; ${message}.`;
  }
}

function fixFor({ kind, message, source }: Failure, { project }: FailureContext): string | undefined {
  switch (kind) {
    case "module":
      return `Install the program's packages: \`cd ${project.workingDirectory} && npm install\`; else correct the import.`;
    case "reads":
      return (
        `Ask for the output form of the read (\`getXOutput\`), or write its result for the token ${message} ` +
        `into ${callsFileName} beside Pulumi.yaml.`
      );
    case "hung":
      return source === undefined
        ? undefined
        : "Look for a loop, a timer or a connection that is left open there.";
    default:
      return undefined;
  }
}

/** `file:line: `, to stand before a sentence. */
function at(source: SourcePosition | undefined): string {
  return source === undefined ? "" : `${source.file}:${source.line}: `;
}
