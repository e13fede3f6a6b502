/** The waivers of a program that is judged in process. */

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PlinthError } from "../../model/errors";
import type { RuleFacts } from "../../policypack/lib/rule";
import { waiversFileName, Waivers, waiversVariable } from "../../policypack/lib/waivers";

/**
 * The waivers in a file; without one those that `PLINTH_WAIVERS` names, as under the CLI; without that those beside
 * the program's `Pulumi.yaml`, where there are some.
 *
 * @throws PlinthError policy-input-invalid where the file that is asked for cannot be read.
 */
export function loadWaivers(
  asked: string | undefined,
  program: string,
  rules: readonly RuleFacts[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Waivers {
  const variable = environment[waiversVariable];
  const named = asked ?? (variable === "" ? undefined : variable);
  const path = named === undefined ? join(program, waiversFileName) : resolve(named);
  if (named === undefined && !existsSync(path)) return Waivers.none();
  return Waivers.read(
    path,
    readText(path),
    rules.map(({ name }) => name),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new PlinthError("policy-input-invalid", `The file of waivers cannot be read: ${path}.`, {
      fix: `Give the path of a file that exists with --waivers, or in ${waiversVariable}; without either, ${waiversFileName} beside Pulumi.yaml is read.`,
      cause: error,
    });
  }
}
