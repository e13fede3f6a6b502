/** `render diff`: what a change of a rendered cluster does before anybody applies it. */

import { realpathSync } from "node:fs";
import { PlinthError } from "../../../model/errors";
import type { CommandContext, CommandResult } from "../../command";
import { readFolder } from "../folder";
import { comparisonOf } from "./document";
import { comparisonText } from "./text";

/**
 * Compares two rendered folders. What differs is no failure: the exit code is 0 in any case.
 *
 * @throws PlinthError `render-folder-invalid` where one of both cannot be read, `usage` where both are one folder.
 */
export function renderDiff(
  [old = "", next = ""]: readonly string[],
  { terminal }: Pick<CommandContext, "terminal">,
): CommandResult {
  const [before, after] = [readFolder(old), readFolder(next)];
  if (realpathSync(old) === realpathSync(next))
    throw new PlinthError("usage", `${old} and ${next} are the same folder.`, {
      fix: "Give the folder of the cluster as it is applied, and the folder of the same cluster rendered anew, such as with `render up --out`.",
    });
  const comparison = comparisonOf({ dir: old, folder: before }, { dir: next, folder: after });
  return { document: comparison, text: comparisonText(comparison, terminal.colours) };
}
