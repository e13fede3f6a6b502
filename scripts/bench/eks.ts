/**
 * Measures a stack on AWS under the real Pulumi engine, on the stand-in for AWS: what Pulumi and this program take, and
 * nothing of what AWS would.
 *
 *   npx tsx scripts/bench/eks.ts [rounds]      default 3
 *
 * The stack is that of Pulumi.prod.yaml with 6, 12 and 24 pools: 1, 2 and 4 times the pools, as many as one VPC has
 * addresses for. Each round previews, brings up, previews again and destroys each of them, in turn. Printed are seconds
 * as median (minimum–maximum).
 */

import { loadavg } from "node:os";
import { repository } from "../../test/helpers/stack";
import { EksStack } from "../../test/helpers/eks-stack";
import type { Settings } from "../../test/helpers/eks-stack";
import { summary } from "./statistics";

/** Pools of the smallest stack, `system` among them: half of the rest has GPUs. */
const POOLS = 6;
const FACTORS = [1, 2, 4] as const;

const steps = {
  preview: ["preview", "--suppress-outputs"],
  up: ["up", "--yes", "--skip-preview", "--suppress-outputs"],
  "preview without changes": ["preview", "--suppress-outputs", "--expect-no-changes"],
  destroy: ["destroy", "--yes", "--skip-preview"],
} as const;
type Step = keyof typeof steps;

/** The settings of a stack with this many pools. */
function settings(pools: number): Settings {
  const names = Array.from({ length: pools - 1 }, (_, index) =>
    index % 2 === 0 ? `cpu-p${index}` : `gpu-p${index}`,
  );
  const entries = names.map((name) => [
    name,
    name.startsWith("gpu") ? { gpus: ["a10g", "l4"], maxNodes: 1 } : { maxNodes: 1 },
  ]);
  return {
    "plinth:deletionProtection": false,
    "plinth:vpcCidr": "10.0.0.0/16",
    "plinth:monthlyBudgetUsd": 10_000_000,
    "plinth:pools": { system: {}, ...(Object.fromEntries(entries) as Settings) },
  };
}

class Measured {
  resources = 0;
  readonly seconds: Record<Step, number[]> = {
    preview: [],
    up: [],
    "preview without changes": [],
    destroy: [],
  };
}

async function round(stack: EksStack, measured: Measured): Promise<void> {
  for (const [step, command] of Object.entries(steps) as [Step, readonly string[]][]) {
    const start = performance.now();
    await stack.succeeds(...command);
    measured.seconds[step].push((performance.now() - start) / 1000);
    if (step === "up") measured.resources = (await stack.state()).length;
  }
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? "3");
  const stack = await EksStack.create(repository, "prod");
  if ("missing" in stack) throw new Error(`This cannot be measured here: ${stack.missing}.`);
  const all = new Map(FACTORS.map((factor) => [factor, new Measured()]));
  try {
    for (let count = 0; count < rounds; count++) {
      for (const [factor, measured] of all) {
        stack.configure(settings(POOLS * factor));
        await round(stack, measured);
        const last = Object.entries(measured.seconds).map(
          ([step, of]) => `${step} ${of.at(-1)?.toFixed(1)} s`,
        );
        console.log(
          `round ${count + 1}, ${POOLS * factor} pools: ${last.join(", ")}; load ${loadavg()[0]?.toFixed(1)}`,
        );
      }
    }
  } finally {
    stack.remove();
  }
  console.log(`| pools | resources | ${Object.keys(steps).join(" | ")} |`);
  console.log(`|---|---|${"---|".repeat(Object.keys(steps).length)}`);
  for (const [factor, { resources, seconds }] of all) {
    console.log(`| ${POOLS * factor} | ${resources} | ${Object.values(seconds).map(summary).join(" | ")} |`);
  }
}

void main();
