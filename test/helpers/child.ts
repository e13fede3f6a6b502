import type { ChildProcess } from "node:child_process";

/** Waits until a program has written something to standard error. */
export function written(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve();
    });
    child.once("exit", (code) => {
      reject(new Error(`it ended with ${code} before it wrote ${pattern.source}: ${text}`));
    });
  });
}

/** Waits for a program's end and returns its exit code; `null` where a signal ended it. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** Interrupts a program and everything in its process group, as Ctrl-C in a terminal does. */
export function interruptGroup({ pid }: ChildProcess): void {
  // Without this check a program that did not start would mean our own group.
  if (pid === undefined) throw new Error("the program was not started");
  process.kill(-pid, "SIGINT");
}
