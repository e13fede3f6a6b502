import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, repository } from "./stack";
import type { Finished } from "./stack";

const entry = join(repository, "workloads", "router", "src", "server.ts");

/** A real router in a process of its own, with its keys in SQLite, on a free port. */
export class RouterProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
    readonly adminKeyFile: string,
  ) {}

  /** @param environment variables beyond those of keys */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<RouterProcess> {
    const folder = mkdtempSync(join(tmpdir(), "plinth-router-"));
    const adminKeyFile = join(folder, "admin_key");
    writeFileSync(adminKeyFile, "the-admin-key-of-this-test", { mode: 0o600 });
    const child = spawn(process.execPath, ["--import", "tsx", entry], {
      env: {
        PATH: process.env["PATH"],
        ROUTER_PORT: "0",
        ROUTER_ADMIN_KEY_FILE: adminKeyFile,
        SQLITE_DB_PATH: join(folder, "models.db"),
        ...environment,
      },
      cwd: join(repository, "workloads", "router"),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const url = await addressOf(child);
    return new RouterProcess(child, folder, url, adminKeyFile);
  }

  /** `./plinth <args>` on this router. */
  plinth(...args: string[]): Promise<Finished> {
    const which = ["--url", this.url, "--admin-key-file", this.adminKeyFile];
    return execute(join(repository, "plinth"), [...args, ...which], { timeoutSeconds: 60 });
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true });
  }
}

/** The address in the line that says so. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("exit", (code) => reject(new Error(`the router ended with ${String(code)}: ${text}`)));
    // Also of standard error, which is read to its end so that the router never waits for a reader.
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        const address = /listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
        if (address !== undefined) resolve(address);
      });
  });
}
