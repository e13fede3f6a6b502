/** A `docker` command that answers from a script, first on PATH. */

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A fake that stands on PATH until it is removed. */
export interface FakeDocker {
  /** The calls so far, each as its arguments joined by blanks. */
  calls(): string[];
  /** Takes the fake away again. */
  remove(): void;
}

/**
 * Puts a fake first on PATH.
 *
 * @param body POSIX shell: `$*` are the arguments, `$calls` counts the calls with these same arguments.
 */
export function fakeDocker(body: string): FakeDocker {
  const folder = mkdtempSync(join(tmpdir(), "plinth-fake-docker-"));
  const log = join(folder, "calls");
  const script = `#!/bin/sh\necho "$*" >> "${log}"\ncalls=$(grep -cxF -- "$*" "${log}")\n${body}\n`;
  writeFileSync(log, "");
  writeFileSync(join(folder, "docker"), script);
  chmodSync(join(folder, "docker"), 0o755);
  const before = process.env["PATH"];
  process.env["PATH"] = `${folder}${delimiter}${before ?? ""}`;
  return {
    calls: () => readFileSync(log, "utf8").split("\n").slice(0, -1),
    remove: () => {
      process.env["PATH"] = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
