/** Stacks on AWS with each autoscaler and each of some settings, which the profile strict denies nothing. */

import assert from "node:assert/strict";
import type { Plan } from "../../automation/plan";
import { deniedBy, planPlatforms, stackConfigOf } from "./platforms";
import type { RawConfig } from "./platforms";

const BUDGET_USD = 1_000_000;

/** All stacks are planned in one program. */
const PLAN_MS = 240_000;

const autoscalers = ["clusterAutoscaler", "karpenter"];

/** What is looked at. */
export interface StrictMatrix {
  /** By its name, what each setting gives the config. */
  readonly sets: Readonly<Record<string, RawConfig>>;
  /** What all stacks have. */
  readonly common: RawConfig;
  /** Whether a type of resource is one that shows that a stack has what the matrix is about. */
  readonly isThere: (type: string) => boolean;
}

/** The tests of such a matrix, one for each stack, inside of a suite. */
export function testStrictMatrix({ sets, common, isThere }: StrictMatrix): void {
  const cells = autoscalers.flatMap((autoscaler) =>
    Object.entries(sets).map(([set, keys]) => {
      const name = `${autoscaler[0] ?? ""}-${set}`;
      const config = stackConfigOf(name, { ...keys, ...common, "plinth:autoscaler": autoscaler });
      return { name, title: `${autoscaler}, ${set}`, config };
    }),
  );
  let plans: ReadonlyMap<string, Plan> = new Map();
  before(async function () {
    this.timeout(PLAN_MS);
    plans = await planPlatforms(cells.map(({ config }) => config));
  });

  for (const { name, title } of cells) {
    it(title, async function () {
      this.timeout(PLAN_MS);
      const planned = plans.get(name);
      assert.ok(planned);
      assert.ok(planned.resources.some(({ type }) => isThere(type)));
      assert.deepEqual(await deniedBy(planned, BUDGET_USD), []);
    });
  }
}
