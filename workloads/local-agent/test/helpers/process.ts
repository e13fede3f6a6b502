import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A server in a process of its own. */
export class ServerProcess {
  readonly child: ChildProcess;
  /** The exit status, once there is one. */
  readonly exit: Promise<number | null>;
  #output = "";

  /** @param folder where it runs; its entry is `src/server.ts` unless another one is named */
  constructor(folder: URL, env: Record<string, string>, entry = "src/server.ts") {
    this.child = spawn(process.execPath, ["--import", "tsx", entry], {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (data: Buffer) => (this.#output += data.toString()));
    this.exit = once(this.child, "close").then(([code]) => code as number | null);
  }

  get output(): string {
    return this.#output;
  }

  /** Waits until the output matches. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(this.#output);
      await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, "data"), this.exit]);
    }
  }

  /** The address that it says it listens at. */
  async address(): Promise<string> {
    return (await this.said(/listening at (http:\/\/[\d.:]+)/i))[1] ?? "";
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exit;
  }
}
