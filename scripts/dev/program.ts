/** A program that runs beside others on one terminal. */

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What is run, and how its lines are told from others'. */
export interface ProgramArgs {
  /** Stands before each of its lines. */
  readonly name: string;
  /** The TypeScript file, relative to `folder`. */
  readonly entry: string;
  /** The workload's folder, whose packages and settings it finds. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How a program ended: its exit status, or what ended it. */
export type Ending = number | NodeJS.Signals;

/** Where lines go, as `process` has it. */
export interface Screen {
  readonly stdout: { readonly write: (text: string) => unknown };
  readonly stderr: { readonly write: (text: string) => unknown };
}

/** How long a program may take to leave before it is ended, in milliseconds: both drain for 8 seconds. */
const GRACE_MS = 12_000;

/** Widest name, so that lines begin in one column. */
const NAME_WIDTH = 11;

const leaveWithParent = join(__dirname, "leave-with-parent.cjs");

/** Text with the name of who says it. */
export function said(name: string, text: string): string {
  return `${name.padEnd(NAME_WIDTH)} | ${text}\n`;
}

/**
 * A program in a process group of its own: Ctrl-C reaches us alone, and we pass it on once. Its output goes to the
 * screen line by line.
 */
export class Program {
  readonly name: string;
  /** Known when the program has ended and all that it said is on the screen. */
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly heard = new Set<(line: string) => void>();
  private killer: NodeJS.Timeout | undefined;

  constructor({ name, entry, folder, environment }: ProgramArgs, screen: Screen = process) {
    this.name = name;
    this.child = spawn(process.execPath, ["--require", leaveWithParent, "--import", "tsx", entry], {
      cwd: folder,
      env: { ...process.env, ...environment, PLINTH_DEV_PARENT: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    for (const stream of ["stdout", "stderr"] as const) {
      const input = this.child[stream];
      if (input === null) continue;
      createInterface({ input }).on("line", (line) => {
        screen[stream].write(said(name, line));
        for (const hear of this.heard) hear(line);
      });
    }
    this.ended = once(this.child, "close").then(([code, signal]) => {
      clearTimeout(this.killer);
      return (code ?? signal) as Ending;
    });
  }

  /** The first line that matches; `undefined` where the program ends without one. */
  async says(pattern: RegExp): Promise<RegExpExecArray | undefined> {
    let hear: (line: string) => void = () => undefined;
    const found = new Promise<RegExpExecArray>((resolve) => {
      hear = (line) => {
        const match = pattern.exec(line);
        if (match !== null) resolve(match);
      };
    });
    this.heard.add(hear);
    try {
      return await Promise.race([found, this.ended.then(() => undefined)]);
    } finally {
      this.heard.delete(hear);
    }
  }

  /** Asks the program to leave; what is still there after a while is ended. */
  stop(): void {
    if (this.killer !== undefined) return;
    this.signal("SIGTERM");
    this.killer = setTimeout(() => this.kill(), GRACE_MS);
  }

  /** Ends the program and whatever it started. */
  kill(): void {
    this.signal("SIGKILL");
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It went a moment ago.
    }
  }
}
