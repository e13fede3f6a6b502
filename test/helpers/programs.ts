import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A folder of made-up programs that stands first on PATH, or alone. */
export class Programs {
  readonly folder = mkdtempSync(join(tmpdir(), "plinth-programs-"));
  private readonly pathBefore = process.env["PATH"];

  /** Adds a shell script; it is found at once where `use` was called. */
  add(name: string, script: string, folder = this.folder): string {
    const path = join(folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Makes a real program reachable by its name. */
  link(name: string, target: string): void {
    symlinkSync(target, join(this.folder, name));
  }

  /** Puts the folder in front of PATH. */
  use(): void {
    process.env["PATH"] = `${this.folder}${delimiter}${this.pathBefore ?? ""}`;
  }

  /** Makes the folder the whole PATH, apart from the system's own small tools. */
  useAlone(...more: string[]): void {
    process.env["PATH"] = [this.folder, ...more].join(delimiter);
  }

  /** Restores PATH and deletes the folder. */
  remove(): void {
    process.env["PATH"] = this.pathBefore;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Sets variables for the time of a test; the returned function puts back what was. */
export function withEnvironment(values: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = (entries: Iterable<readonly [string, string | undefined]>): void => {
    for (const [name, value] of entries)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
  set(Object.entries(values));
  return () => set(before);
}
