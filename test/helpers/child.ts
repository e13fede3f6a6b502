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
