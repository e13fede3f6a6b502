/**
 * Measures `./plinth up` beside bare Docker Compose on the same images, in one run.
 *
 *   npx tsx scripts/bench/up.ts [rounds] [engine]      default 5 and compose
 *
 * Each round brings the same stack up from stopped-and-removed twice, once each way, in alternating order, on data
 * that exists. Both ways end when every service is healthy and every one-shot has exited with 0. Printed are seconds
 * as median (minimum–maximum) and the ratio pair by pair.
 */

import { join } from "node:path";
import { composeVariables, loadConfig } from "../../model/config";
import { docker, execute, repository, TestStack } from "../../test/helpers/stack";
import { median, summary } from "./statistics";

type Way = (stack: TestStack) => Promise<void>;

interface Bare {
  command: readonly string[];
  wait: boolean;
  env: Record<string, string>;
  file: string;
}

async function bareCompose(stack: TestStack): Promise<Bare> {
  const config = loadConfig(stack.config, { stack: stack.name });
  if (config.target !== "compose") throw new Error("the stack is not a local one");
  const owner =
    process.getuid?.() === 0
      ? { uid: 10001, gid: 10001 }
      : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const env = { ...composeVariables(config, { images: "build", ...owner }) };
  const file = join(repository, config.composeFile);
  const plugin = await execute("docker", ["compose", "version"]);
  const command = plugin.code === 0 ? ["docker", "compose"] : ["docker-compose"];
  return { command, wait: plugin.code === 0, env, file };
}

async function allUp(stack: TestStack): Promise<boolean> {
  const names = (await stack.services()).map((service) => stack.container(service));
  const format = "{{.State.Status}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}";
  const states = (await docker("inspect", "--format", format, ...names)).split("\n");
  return states.every((state) => ["running 0 healthy", "exited 0"].includes(state.trim()));
}

/** Bare Compose; version 1 has no `--wait`, so there the containers are asked twice a second. */
function bareUp(bare: Bare): Way {
  return async (stack) => {
    const [file, ...first] = bare.command;
    if (file === undefined) throw new Error("no Docker Compose on this machine");
    const args = [...first, "-f", bare.file, "-p", stack.name, "up", "-d", ...(bare.wait ? ["--wait"] : [])];
    const done = await execute(file, args, { env: bare.env });
    // `up --wait` of version 2 ends with 1 when a one-shot has exited, even with 0.
    if (done.code !== 0 && !bare.wait) throw new Error(done.stderr);
    while (!(await allUp(stack))) await new Promise((resolve) => setTimeout(resolve, 500));
  };
}

function plinthUp(engine: string): Way {
  return async (stack) => {
    const done = await stack.plinth("up", "--engine", engine, "--images", "build");
    if (done.code !== 0) throw new Error(done.stderr);
  };
}

async function timed(way: Way, stack: TestStack): Promise<number> {
  const start = performance.now();
  await way(stack);
  const seconds = (performance.now() - start) / 1000;
  const down = await stack.plinth("down");
  if (down.code !== 0) throw new Error(down.stderr);
  return seconds;
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? "5");
  const plinth = plinthUp(process.argv[3] ?? "compose");
  const stack = await TestStack.create("e2e-bench");
  try {
    await timed(plinth, stack);
    const bare = bareUp(await bareCompose(stack));
    const seconds = { bare: [] as number[], plinth: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? (["bare", "plinth"] as const) : (["plinth", "bare"] as const);
      for (const way of order) seconds[way].push(await timed(way === "bare" ? bare : plinth, stack));
      console.log(
        `round ${round + 1}: bare ${seconds.bare.at(-1)?.toFixed(2)} s, plinth ${seconds.plinth.at(-1)?.toFixed(2)} s`,
      );
    }
    const ratios = seconds.plinth.map((value, round) => value / (seconds.bare[round] ?? NaN));
    console.log(`bare docker compose: ${summary(seconds.bare)} s`);
    console.log(`./plinth up:         ${summary(seconds.plinth)} s`);
    console.log(
      `ratio, pair by pair: ${summary(ratios)}; share over bare ${((median(ratios) - 1) * 100).toFixed(1)} %`,
    );
  } finally {
    await stack.plinth("down", "--volumes", "--yes");
    stack.forget();
  }
}

void main();
