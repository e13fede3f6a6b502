/** Processes of the router's bench: where they run, and what they use. */

import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that listens. */
export interface Started {
  readonly pid: number;
  /** Processor time of it and of all that it has started, in microseconds. */
  cpu(): number;
  /** Resident memory of all of them, in MiB. */
  memory(): number;
  stop(): Promise<void>;
}

interface StartOptions {
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The bench's own ends share one core, and what is measured has another. @default "gateway" */
  readonly core?: "ends" | "gateway";
}

/** How long anything may take to listen, in milliseconds. */
const START_MS = 120_000;

const cores = { ends: "0", gateway: "1" } as const;
const pinned = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** The command on its core, where there are two and `taskset` is there. */
export function onCore(command: readonly string[], core: keyof typeof cores): [string, ...string[]] {
  const all = pinned ? ["taskset", "--cpu-list", cores[core], ...command] : command;
  return all as [string, ...string[]];
}

/** What still runs goes when the bench goes, however it ends. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a program and waits until its port answers. @throws Error where it ends first, with its last words. */
export async function startedProcess(
  command: readonly string[],
  { port, env = {}, core = "gateway" }: StartOptions,
): Promise<Started> {
  const [file, ...args] = onCore(command, core);
  const child = spawn(file, args, {
    // What is measured writes its logs, and nobody reads them but where it fails.
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: "production", ...env },
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => (said = (said + bytes.toString()).slice(-10_000)));
  const endsAt = performance.now() + START_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > endsAt)
      throw new Error(`${command.join(" ")} does not listen: ${said.slice(-2000)}`);
    await sleep(100);
  }
  const pid = child.pid as number;
  return { pid, cpu: () => cpuOf(pid), memory: () => memoryOf(pid), stop: () => stop(child) };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.end());
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(force);
}

/** Fields of `/proc/<pid>/stat` behind the name, which may hold anything. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(") ") + 2).split(" ");
}

function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      parents.set(Number(entry), Number(statOf(Number(entry))[1]));
    } catch {
      // It has ended meanwhile.
    }
  const family = [pid];
  for (const member of family)
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

/** A tick of Linux's accounting is 10 ms on every platform that Node has. */
const TICK_MICROSECONDS = 10_000;

function cpuOf(pid: number): number {
  const ticks = familyOf(pid).flatMap((member) => statOf(member).slice(11, 13).map(Number));
  return ticks.reduce((sum, count) => sum + count, 0) * TICK_MICROSECONDS;
}

function memoryOf(pid: number): number {
  const kibibytes = familyOf(pid).map((member) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${member}/status`, "utf8"))?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, count) => sum + count, 0) / 1024;
}
