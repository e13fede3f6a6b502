/**
 * Measures the router beside a bare Node proxy (the floor), Portkey and LiteLLM, in front of the same fake upstream.
 *
 *   npx tsx scripts/bench/router.ts [rounds] [folder of peers] [seconds] [row]    default 3, none, 3, all
 *   npx tsx scripts/bench/router.ts memory [requests]                             default 1000000
 *
 * The folder of peers is made by `python3 -m venv <folder>`, `<folder>/bin/pip install 'litellm[proxy]'` and
 * `npm install --prefix <folder> @portkey-ai/gateway`; a peer that it lacks is left out, and said to be.
 *
 * The gateway has one core, and client and upstream share another. Each is asked for 20 s first, as the engines of
 * JavaScript and of Python's parts get faster for a while. Each round asks every gateway in turn, in alternating order:
 * plain answers, streams of 50 pieces at full speed (stream), and with a piece each 20 ms (paced), with 1, 16 and 64
 * connections; ours and the floor also keep 500 streams open, paced and with a piece each 100 ms (slow). Ours has keys,
 * registry, prices, metrics and limits in force. Printed are medians (minimum–maximum) over the rounds, and ratios to
 * the floor in the same round. A row of the table, such as `slow stream, 500`, is measured alone where it is named:
 * garbage of the whole heap is collected every 20 s or so, and a row's slowest hundredth needs some of that in it.
 *
 * `memory` asks our router many times, and prints meanwhile how much memory it has, and how much of its heap is in use
 * once garbage is collected.
 */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort, repository } from "../../test/helpers/stack";
import { buildRouter, floorName, ourName, peersIn, startFloor, startUpstream } from "./router/gateways";
import type { Gateway, Start } from "./router/gateways";
import type { Load, Seen } from "./router/load";
import { onCore } from "./router/processes";
import { Table } from "./router/table";
import type { Model } from "./router/wire";

const execute = promisify(execFile);

/** What is asked of a gateway at a time. */
interface Cell {
  readonly name: string;
  readonly model: Model;
  readonly stream: boolean;
  readonly concurrency: number;
  /** Only gateways that may take so many. @default all */
  readonly only?: readonly string[];
}

const allCells: readonly Cell[] = [
  ...[1, 16, 64].flatMap((concurrency): Cell[] => [
    { name: "plain", model: "fast", stream: false, concurrency },
    { name: "stream", model: "fast", stream: true, concurrency },
    { name: "paced stream", model: "paced", stream: true, concurrency },
  ]),
  ...(["paced", "slow"] as const).map((model): Cell => {
    const only = ["direct", floorName, ourName];
    return { name: `${model} stream`, model, stream: true, concurrency: 500, only };
  }),
];

/** Its name in the table. */
const rowOf = ({ name, concurrency }: Cell): string => `${name}, ${String(concurrency)}`;

/** How long a gateway is asked for plain answers, and then for streams, before the first round, in seconds. */
const WARM_SECONDS = 10;

async function ask(gateway: Gateway, load: Omit<Load, "port" | "headers">): Promise<Seen> {
  const { port, headers } = gateway;
  const whole: Load = { port, headers, ...load };
  const file = join(__dirname, "router", "load.ts");
  const [program, ...args] = onCore(
    [process.execPath, "--require", "tsx/cjs", file, JSON.stringify(whole)],
    "ends",
  );
  const { stdout } = await execute(program, args, { cwd: repository });
  return JSON.parse(stdout) as Seen;
}

/** Failures are told where they are measured. */
async function warm(gateway: Gateway): Promise<void> {
  for (const stream of [false, true])
    await ask(gateway, { model: "fast", stream, concurrency: 16, seconds: WARM_SECONDS }).catch(
      () => undefined,
    );
}

async function measure(gateway: Gateway, cell: Cell, seconds: number, table: Table): Promise<void> {
  const { model, stream, concurrency } = cell;
  const load = { model, stream, concurrency };
  await ask(gateway, { ...load, seconds: seconds / 3 });
  const before = gateway.process.cpu();
  const seen = await ask(gateway, { ...load, seconds });
  const cpu = (gateway.process.cpu() - before) / seen.requests;
  table.add(rowOf(cell), gateway.name, {
    "requests/s": seen.requests / seen.seconds,
    "p50 ms": seen.p50,
    "p99 ms": seen.p99,
    "first byte p50 ms": seen.first50,
    "piece p50 ms": seen.delay50,
    "piece p99 ms": seen.delay99,
    "CPU µs": cpu,
    "memory MiB": gateway.process.memory(),
  });
}

/** What is measured, and for how long each. */
interface Plan {
  readonly rounds: number;
  readonly cells: readonly Cell[];
  readonly seconds: number;
}

async function round(gateways: readonly Gateway[], { cells, seconds }: Plan, table: Table): Promise<void> {
  for (const cell of cells)
    for (const gateway of gateways) {
      if (cell.only !== undefined && !cell.only.includes(gateway.name)) continue;
      try {
        await measure(gateway, cell, seconds, table);
      } catch (error) {
        const { stderr, message } = error as Error & { readonly stderr?: string };
        table.fail(rowOf(cell), gateway.name, (stderr ?? message).trim());
      }
    }
}

async function compare(plan: Plan, peers: string | undefined): Promise<void> {
  const others =
    peers === undefined ? { found: [], missing: ["no folder of peers was named"] } : peersIn(peers);
  for (const missing of others.missing) console.log(`left out: ${missing}`);
  await withGateways([startFloor, buildRouter(), ...others.found], async (gateways) => {
    const table = new Table(floorName);
    for (const gateway of gateways) await warm(gateway);
    for (let done = 0; done < plan.rounds; done++) {
      await round(done % 2 === 0 ? gateways : [...gateways].reverse(), plan, table);
      console.log(`round ${done + 1}; load ${loadavg()[0]?.toFixed(1)}`);
    }
    console.log(table.text());
  });
}

async function memory(requests: number): Promise<void> {
  const report = join(mkdtempSync(join(tmpdir(), "plinth-bench-heap-")), "bytes");
  await withGateways([buildRouter(report)], async (gateways) => {
    const ours = gateways.find(({ name }) => name === ourName) as Gateway;
    const parts = 10;
    for (let part = 0; part <= parts; part++) {
      const load = { model: "fast", concurrency: 16, seconds: 3600 } as const;
      if (part > 0) {
        await ask(ours, { ...load, stream: false, requests: Math.ceil(requests / parts) });
        // Streams as well, of which each has 50 pieces.
        await ask(ours, { ...load, stream: true, requests: Math.ceil(requests / parts / 50) });
      }
      const resident = ours.process.memory().toFixed(0);
      const heap = (await heapOf(ours, report)).toFixed(1);
      console.log(
        `${Math.ceil((requests / parts) * part)} requests: ${resident} MiB, ${heap} MiB of heap in use`,
      );
    }
  });
}

/** Heap in use after a collection, in MiB. */
async function heapOf(gateway: Gateway, report: string): Promise<number> {
  process.kill(gateway.process.pid, "SIGUSR2");
  while (!existsSync(report)) await sleep(10);
  const bytes = Number(readFileSync(report, "utf8"));
  rmSync(report);
  return bytes / 2 ** 20;
}

/** Starts the upstream and gateways, and ends them in any case. */
async function withGateways(
  starts: readonly Start[],
  use: (gateways: readonly Gateway[]) => Promise<void>,
): Promise<void> {
  await execute("npm", ["run", "--silent", "build", "--workspace", "workloads/router"], {
    cwd: repository,
  });
  const gateways: Gateway[] = [];
  try {
    const upstream = await freePort();
    gateways.push(await startUpstream(upstream, upstream));
    for (const start of starts) gateways.push(await start(await freePort(), upstream));
    await use(gateways);
  } finally {
    for (const gateway of [...gateways].reverse()) await gateway.process.stop();
  }
}

async function main(): Promise<void> {
  if (availableParallelism() < 2) console.log("There is one core: client, upstream and gateway share it.");
  const [first = "3", second, third = "3", row] = process.argv.slice(2);
  if (first === "memory") {
    await memory(Number(second ?? "1000000"));
    return;
  }
  const cells = allCells.filter((cell) => row === undefined || rowOf(cell) === row);
  if (cells.length === 0)
    throw new Error(`There is no row "${row ?? ""}"; there are ${allCells.map(rowOf).join("; ")}.`);
  await compare({ rounds: Number(first), cells, seconds: Number(third) }, second);
}

void main();
