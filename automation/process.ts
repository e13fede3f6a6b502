/**
 * Runs other programs.
 *
 * Each runs in a process group of its own, so that Ctrl-C in the terminal reaches us alone and we pass it on exactly
 * once; a program that does not leave in time is ended with its whole group.
 */

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** How a program is run. */
export interface RunOptions {
  /** Folder to run it in. @default the current one */
  readonly cwd?: string;
  /** Variables added to our own environment; `undefined` removes one. @default none */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Passed on to the program as SIGINT, once. @default it cannot be interrupted */
  readonly signal?: AbortSignal | undefined;
  /** After this long the program is ended. @default no limit */
  readonly timeoutSeconds?: number;
  /** Called with each line as it comes, without its end. @default not called */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
}

/** How a program ended. A failure is an answer here, not an exception. */
export interface Finished {
  /** Exit code; `undefined` where a signal ended the program or it could not be started. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The time limit ended it. */
  readonly timedOut: boolean;
  /** There is no such program, or it may not be executed. */
  readonly notFound: boolean;
}

/** Time between asking a program to leave and ending it, in seconds. */
const graceSeconds = 10;

/** Sends a signal to the program's whole group; the group may be gone already. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** Asks the group to leave and ends it when the grace is over. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): NodeJS.Timeout {
  signalGroup(child, signal);
  return setTimeout(() => signalGroup(child, "SIGKILL"), graceSeconds * 1000);
}

/** Collects a stream as text and hands out its lines. */
function collect(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): () => string {
  let text = "";
  let handed = 0;
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    if (onLine === undefined) return;
    for (let end = text.indexOf("\n", handed); end >= 0; end = text.indexOf("\n", handed)) {
      onLine(text.slice(handed, end).replace(/\r$/, ""));
      handed = end + 1;
    }
  });
  stream.on("end", () => {
    if (onLine !== undefined && handed < text.length) onLine(text.slice(handed));
  });
  return () => text;
}

/** Runs a program to its end and collects what it says. Never rejects. */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const { onLine } = options;
    const stdout = collect(child.stdout, onLine && ((line) => onLine(line, "stdout")));
    const stderr = collect(child.stderr, onLine && ((line) => onLine(line, "stderr")));
    let timedOut = false;
    let killer: NodeJS.Timeout | undefined;
    const limit =
      options.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killer = endGroup(child, "SIGTERM");
          }, options.timeoutSeconds * 1000);
    const interrupt = (): void => {
      killer ??= endGroup(child, "SIGINT");
    };
    const finish = (exitCode: number | undefined, notFound: boolean, problem = ""): void => {
      clearTimeout(limit);
      clearTimeout(killer);
      options.signal?.removeEventListener("abort", interrupt);
      resolve({ exitCode, stdout: stdout(), stderr: stderr() + problem, timedOut, notFound });
    };
    child.on("error", (error: NodeJS.ErrnoException) =>
      finish(undefined, error.code === "ENOENT" || error.code === "EACCES", error.message),
    );
    child.on("close", (code) => finish(code ?? undefined, false));
    if (options.signal?.aborted === true) interrupt();
    else options.signal?.addEventListener("abort", interrupt, { once: true });
  });
}

/** The last lines of a program's output that are not blank. */
export function lastLines(text: string, count: number): string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
}
