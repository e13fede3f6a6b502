import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

const ENTRY = new URL("../../src/server.ts", import.meta.url).pathname;

/** A router in a process of its own. */
export interface RouterProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The exit status, once it has one. */
  readonly exit: Promise<number | null>;
}

/**
 * Starts a router with these variables, and no others but PATH.
 * @param through a program that starts the one that is told after its own arguments
 */
export function startRouter(env: Record<string, string>, through: readonly string[] = []): RouterProcess {
  const [program = "", ...words] = [...through, process.execPath, "--import", "tsx", ENTRY];
  const child = spawn(program, words, {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (output += data.toString()));
  }
  const exit = once(child, "close").then(([code]) => code as number | null);
  return { child, output: () => output, exit };
}

/** Waits until the output matches, from a place in it on; gives the match. @throws Error where the process ends first */
export async function said(
  { child, output }: RouterProcess,
  pattern: RegExp,
  from = 0,
): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(output().slice(from));
    if (match !== null) return match;
    const waits = new AbortController();
    const { signal } = waits;
    const events = [
      once(child.stdout as NodeJS.ReadableStream, "data", { signal }),
      once(child, "close", { signal }),
    ];
    await Promise.race(events);
    waits.abort();
    await Promise.allSettled(events);
    if (child.exitCode !== null) throw new Error(output());
  }
}

/** Waits for the line that tells the address. */
export async function listening(router: RouterProcess): Promise<string> {
  return (await said(router, /listening at (http:\/\/[\d.:]+)/))[1] as string;
}
