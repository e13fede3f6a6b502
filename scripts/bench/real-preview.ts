/**
 * Measures `./plinth preview prod` beside a real `pulumi preview` of the same stack under the same policies.
 *
 *   npx tsx scripts/bench/real-preview.ts [rounds]      default 3
 *
 * Pulumi has the stand-in for AWS in the place of AWS, so nothing in its figure waits for a cloud. It wants the Pulumi
 * CLI and the plugin of `@pulumi/eks` on PATH. Ours also plans what is installed on the cluster, which Pulumi's leaves out,
 * as the stand-in has no API server. Printed are seconds on the clock as median (minimum–maximum).
 */

import { join } from "node:path";
import { EksStack } from "../../test/helpers/eks-stack";
import { execute, repository } from "../../test/helpers/stack";
import { summary } from "./statistics";

const pack = join(repository, "policypack");

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** @throws Error where the preview denies something or fails. */
async function ours(): Promise<void> {
  const { code, stderr } = await execute(join(repository, "plinth"), ["preview", "prod", "--format", "json"]);
  if (code !== 0) throw new Error(`plinth preview ended with ${code}: ${stderr}`);
}

function theirs(stack: EksStack): Promise<string> {
  const policies = ["--policy-pack", pack, "--policy-pack-config", join(pack, "profiles", "strict.json")];
  return stack.succeeds("preview", "--suppress-outputs", ...policies);
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? "3");
  const stack = await EksStack.create(repository, "prod");
  if ("missing" in stack) throw new Error(`There is nothing to compare with: ${stack.missing}`);
  try {
    stack.configure();
    // The first of each makes what later ones find: bundles, compiled modules.
    await ours();
    await theirs(stack);
    const seconds = { ours: [] as number[], theirs: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? (["ours", "theirs"] as const) : (["theirs", "ours"] as const);
      for (const way of order)
        seconds[way].push(await secondsOf(() => (way === "ours" ? ours() : theirs(stack))));
    }
    const ratios = seconds.theirs.map((each, round) => each / (seconds.ours[round] ?? NaN));
    console.log(`./plinth preview prod: ${summary(seconds.ours)} s`);
    console.log(`pulumi preview --policy-pack policypack: ${summary(seconds.theirs)} s`);
    console.log(`ratio, pair by pair: ${summary(ratios)}`);
  } finally {
    stack.remove();
  }
}

void main();
