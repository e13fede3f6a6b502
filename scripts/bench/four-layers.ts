/**
 * Measures how long GPU pods of our Ray cluster take through all four layers of autoscaling, from no node and back.
 *
 *   npx tsx scripts/bench/four-layers.ts [rounds] [workers]      default 3 500
 *
 * `kuberay-operator` and `cluster-autoscaler` must be on PATH, and PLINTH_SCHEMAS must name a folder with the schemas of
 * Ray's kinds. Objects, pools and flags are those of a stack on AWS; the control plane and both programs are real, nodes
 * and pods are simulated, and what Ray's autoscaler writes is written here. Each round has a cluster of its own:
 *
 * 1. workers from no node, while no primer is there, and back;
 * 2. workers from no node with the primer, which is old enough by then;
 * 3. all spot nodes drained, and none to be had any more, until every worker has a node on demand;
 * 4. back to no node.
 *
 * Printed are seconds as median (minimum–maximum), with the flags that are not as they ship.
 */

import { loadavg } from "node:os";
import { installPrograms } from "../../test/cluster/control-plane/install";
import { startCluster } from "../../test/cluster/control-plane/start";
import { FourLayers } from "../../test/cluster/four-layers/layers";
import { findLayerPrograms, shortWaits } from "../../test/cluster/four-layers/programs";
import { summary } from "./statistics";

const steps = {
  unprimed: "all bound from no node, without the primer",
  made: "all made by KubeRay",
  bound: "all bound from no node",
  requeued: "all bound again after the spot nodes went",
  released: "all workers deleted by KubeRay",
  empty: "no node left",
} as const;
type Step = keyof typeof steps;

/** One round's clock. */
class Clock {
  private begun = 0;

  constructor(private readonly seconds: Readonly<Record<Step, number[]>>) {}

  begin(): void {
    this.begun = performance.now();
  }

  note(step: Step): void {
    const seconds = (performance.now() - this.begun) / 1000;
    this.seconds[step].push(seconds);
    console.log(`${steps[step]}: ${seconds.toFixed(1)} s; load ${loadavg()[0]?.toFixed(1)}`);
  }
}

async function round(layers: FourLayers, workers: number, clock: Clock): Promise<void> {
  clock.begin();
  await layers.ask(workers);
  await layers.bound(workers);
  clock.note("unprimed");
  await layers.prime();
  await layers.release();
  await layers.empty();
  await layers.primed();

  clock.begin();
  await layers.ask(workers);
  await layers.made(workers);
  clock.note("made");
  await layers.bound(workers);
  clock.note("bound");

  await layers.exhaustSpot();
  clock.begin();
  await layers.interruptSpot();
  await layers.boundOn("ON_DEMAND", workers);
  clock.note("requeued");

  clock.begin();
  await layers.release();
  clock.note("released");
  await layers.empty();
  clock.note("empty");
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? "3");
  const workers = Number(process.argv[3] ?? "500");
  const layerPrograms = findLayerPrograms();
  if ("missing" in layerPrograms) throw new Error(`This cannot be measured here: ${layerPrograms.missing}.`);
  const programs = await installPrograms({ write: console.log });
  if ("missing" in programs) throw new Error(`This cannot be measured here: ${programs.missing}.`);
  const names = Object.keys(steps) as Step[];
  const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Step, number[]>;
  for (let done = 0; done < rounds; done++) {
    const cluster = await startCluster(programs.found);
    try {
      await round(await FourLayers.start(cluster, layerPrograms, workers), workers, new Clock(seconds));
    } finally {
      await cluster.stop();
    }
  }
  console.log(`${rounds} rounds, ${workers} workers:`);
  for (const name of names) console.log(`${steps[name]}: ${summary(seconds[name])} s`);
  console.log(`not as they ship: ${JSON.stringify(shortWaits)}`);
}

void main();
