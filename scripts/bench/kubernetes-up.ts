/**
 * Measures the target `kubernetes` under the real Pulumi engine and provider, on a real API server with simulated nodes.
 *
 *   npx tsx scripts/bench/kubernetes-up.ts [rounds]      default 3
 *
 * The stack has every recipe. Charts come from a stand-in, and hold one Deployment each: what their own pods take to
 * become ready is not in the figures, and neither is a network. Each round brings the stack up, up again and down with as
 * many operations at once as Pulumi has by itself, and with 64. Printed are seconds as median (minimum–maximum).
 */

import { loadavg } from "node:os";
import { KubernetesStack } from "../../test/helpers/kubernetes-stack";
import { summary } from "./statistics";

const ways = { "Pulumi's own": [], "64 at once": ["--parallel", "64"] } as const;
const steps = {
  up: ["up", "--yes", "--skip-preview", "--suppress-outputs"],
  "up without changes": ["up", "--yes", "--skip-preview", "--suppress-outputs", "--expect-no-changes"],
  destroy: ["destroy", "--yes", "--skip-preview"],
} as const;
type Step = keyof typeof steps;

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? "3");
  const stack = await KubernetesStack.create();
  if ("missing" in stack) throw new Error(`This cannot be measured here: ${stack.missing}.`);
  const measured = Object.keys(ways).map((way) => {
    const seconds: Record<Step, number[]> = { up: [], "up without changes": [], destroy: [] };
    return { way: way as keyof typeof ways, seconds };
  });
  let resources = 0;
  try {
    stack.configure();
    for (let round = 0; round < rounds; round++)
      for (const { way, seconds } of round % 2 === 0 ? measured : [...measured].reverse()) {
        for (const [step, command] of Object.entries(steps) as [Step, readonly string[]][]) {
          const begun = performance.now();
          await stack.succeeds(...command, ...ways[way]);
          seconds[step].push((performance.now() - begun) / 1000);
          if (step === "up") resources = await stack.resources();
        }
        const last = Object.entries(seconds).map(([step, of]) => `${step} ${of.at(-1)?.toFixed(1)} s`);
        console.log(`round ${round + 1}, ${way}: ${last.join(", ")}; load ${loadavg()[0]?.toFixed(1)}`);
      }
  } finally {
    await stack.stop();
  }
  console.log(`| ${resources} resources | ${Object.keys(steps).join(" | ")} |`);
  console.log(`|---|${"---|".repeat(Object.keys(steps).length)}`);
  for (const { way, seconds } of measured)
    console.log(`| ${way} | ${Object.values(seconds).map(summary).join(" | ")} |`);
}

void main();
