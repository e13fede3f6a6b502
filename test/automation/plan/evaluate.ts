import assert from "node:assert/strict";
import { join } from "node:path";
import { plan } from "../../../automation/plan";
import type { Plan, PlanArgs, PlannedResource } from "../../../automation/plan";
import { silentReporter } from "../../../automation/reporter";
import type { Reporter } from "../../../automation/reporter";
import { isPlinthError } from "../../../model/errors";
import type { PlinthError } from "../../../model/errors";
import { repository } from "../../helpers/stack";

/** Folder of a program among the fixtures. */
export const programFolder = (name: string): string => join(repository, "test", "fixtures", "programs", name);

/** Plans a program of the fixtures. */
export function evaluate(
  name: string,
  args: Partial<PlanArgs> = {},
  reporter: Partial<Reporter> = {},
): Promise<Plan> {
  const context = { reporter: { ...silentReporter, ...reporter }, signal: new AbortController().signal };
  return plan({ program: programFolder(name), stack: "dev", ...args }, context);
}

/** The error of a program that gives no plan. */
export async function refusal(name: string, args: Partial<PlanArgs> = {}): Promise<PlinthError> {
  const error = await evaluate(name, args).then(
    () => assert.fail(`${name} gives a plan`),
    (reason: unknown) => reason,
  );
  assert.ok(isPlinthError(error), String(error));
  return error;
}

/** The resource of a plan with this name. */
export function resourceOf({ resources }: Plan, name: string): PlannedResource {
  const found = resources.find((resource) => resource.name === name);
  assert.ok(found, `${name} is planned`);
  return found;
}
