/** The stack's config, where the policies look for it. */

import { readProject } from "../plan/project";
import { readStackConfig } from "../plan/stack-config";
import type { Plan } from "../plan/types";

/** The variable in which the Pulumi CLI hands the stack's config to a pack. */
const variable = "PULUMI_CONFIG";

/** The config of a plan's stack, without its secrets: no policy asks for one. */
export function plainConfig({ program, stack }: Pick<Plan, "program" | "stack">): Record<string, string> {
  const { values, secretKeys } = readStackConfig(readProject(program), stack);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !secretKeys.includes(key)));
}

/** Does some work while the config stands where a pack under the CLI finds it. */
export async function withStackConfig<Result>(
  config: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = process.env[variable];
  process.env[variable] = JSON.stringify(config);
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
}
