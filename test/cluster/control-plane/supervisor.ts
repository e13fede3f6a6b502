/**
 * The process that holds the programs of one cluster.
 *
 * It outlives the tests however they end: when they are gone, by their own will or by force, it ends every program and
 * deletes the cluster's folder, its only argument.
 */

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";

/** What the tests ask for. */
export type Order =
  | {
      readonly order: "start";
      readonly name: string;
      readonly file: string;
      readonly args: readonly string[];
      /** File that gets what the program says. */
      readonly log: string;
    }
  | { readonly order: "stop" };

/** What they are told: of each program its start and, where nobody asked for it, its end; at last that all is gone. */
export type Report =
  | { readonly report: "started"; readonly name: string; readonly pid: number }
  | { readonly report: "ended"; readonly name: string; readonly reason: string }
  | { readonly report: "stopped" };

const folder = process.argv[2] ?? "";
const programs = new Set<ChildProcess>();
let leaving = false;

function tell(report: Report): void {
  // The tests may be gone; they are not told then.
  if (process.connected) process.send?.(report, () => undefined);
}

/**
 * All of them are written in Go. Garbage that is collected a quarter as often leaves the processors to the tests, and the
 * limit keeps a machine with little memory from paying for it.
 */
const environment = { ...process.env, GOGC: "400", GOMEMLIMIT: "1536MiB" };

function start({ name, file, args, log }: Extract<Order, { order: "start" }>): void {
  const output = openSync(log, "a", 0o600);
  const child = spawn(file, args, { cwd: folder, env: environment, stdio: ["ignore", output, output] });
  closeSync(output);
  const ended = (reason: string): void => {
    programs.delete(child);
    if (!leaving) tell({ report: "ended", name, reason });
  };
  child.once("error", (error) => ended(error.message));
  child.once("exit", (code, signal) => ended(`exit code ${String(code ?? signal)}`));
  if (child.pid === undefined) return;
  programs.add(child);
  tell({ report: "started", name, pid: child.pid });
}

/** Nothing that the programs hold is wanted any more, so none is given time to leave. */
async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  const ends = [...programs].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  for (const child of programs) child.kill("SIGKILL");
  await Promise.all(ends);
  rmSync(folder, { recursive: true, force: true });
  tell({ report: "stopped" });
  if (process.connected) process.disconnect();
}

process.on("message", (order: Order) => {
  if (order.order === "start") start(order);
  else void leave();
});
process.once("disconnect", () => void leave());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void leave());
