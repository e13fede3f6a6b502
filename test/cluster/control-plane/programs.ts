/** The running programs of one cluster, seen from the tests. */

import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lastLines } from "../../../automation/process";
import { repositoryRoot } from "../../../automation/paths";
import type { Order, Report } from "./supervisor";

/** Programs that run until they are stopped, or until the tests end. */
export class RunningPrograms {
  /** Process ids by name. */
  readonly pids = new Map<string, number>();
  private readonly supervisor: ChildProcess;
  private readonly ends = new Map<string, string>();

  /** @param folder folder of the cluster; it goes when the programs go. */
  constructor(private readonly folder: string) {
    this.supervisor = fork(join(__dirname, "supervisor.ts"), [folder], {
      cwd: repositoryRoot,
      // A group of its own: Ctrl-C reaches the tests, and their end reaches the supervisor.
      detached: true,
      execArgv: ["--require", "tsx/cjs"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.supervisor.on("message", (report: Report) => {
      if (report.report === "started") this.pids.set(report.name, report.pid);
      if (report.report === "ended") this.ends.set(report.name, report.reason);
    });
    this.supervisor.once("exit", (code) => this.supervisorEnded(code));
    // Tests that forget to stop a cluster end all the same, and the cluster with them.
    this.supervisor.unref();
    this.supervisor.channel?.unref();
  }

  /** Process id of the supervisor. */
  get supervisorPid(): number | undefined {
    return this.supervisor.pid;
  }

  /** Starts a program; what it says goes into its log. */
  start(name: string, file: string, args: readonly string[]): void {
    this.ends.delete(name);
    this.send({ order: "start", name, file, args, log: this.logOf(name) });
  }

  /** File with what a program has said. */
  logOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  /** The first program that should run and has ended, and how; `undefined` while all run. */
  firstEnd(): string | undefined {
    const [first] = this.ends;
    return first?.join(" ended: ");
  }

  /** The last lines of every log. */
  lastWords(lines = 15): string {
    const tail = (name: string): string => {
      try {
        return lastLines(readFileSync(this.logOf(name), "utf8"), lines).join("\n");
      } catch {
        return "(no log)";
      }
    };
    return [...this.pids.keys()].map((name) => `── ${name}\n${tail(name)}`).join("\n");
  }

  /** Ends every program and deletes the folder; comes back when that is done. */
  async stop(): Promise<void> {
    if (this.supervisor.exitCode !== null || this.supervisor.signalCode !== null) return;
    this.supervisor.ref();
    const gone = new Promise((resolve) => this.supervisor.once("exit", resolve));
    this.send({ order: "stop" });
    await gone;
  }

  /** Where the supervisor itself was ended by force, what it held is still there, in its process group. */
  private supervisorEnded(code: number | null): void {
    this.ends.set("supervisor", `exit code ${String(code)}`);
    const { pid } = this.supervisor;
    if (code === 0 || pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nothing of the group is left.
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private send(order: Order): void {
    this.supervisor.send(order, () => undefined);
  }
}
