/** `render explain`: what a rendered cluster is, and why it is so. */

import type { CommandResult } from "../../command";
import { fleetFiles } from "../fleet-files";
import { readFolder } from "../folder";
import { objectsOf } from "../objects-of";
import { overviewOf, overviewText } from "./overview";
import { subjectOf, subjectText } from "./subject";

/**
 * Explains a rendered folder, or one file or object of it.
 *
 * @throws PlinthError `render-folder-invalid` where the folder cannot be read, `usage` where it does not have the
 *   subject.
 */
export function renderExplain([dir = "", subject]: readonly string[]): CommandResult {
  const folder = readFolder(dir);
  const files = fleetFiles();
  const objects = objectsOf(dir, folder);
  if (subject !== undefined) {
    const explained = subjectOf(subject, { dir, folder, objects, files });
    return { document: explained, text: subjectText(explained) };
  }
  const overview = overviewOf(dir, folder, { objects, files });
  return { document: overview, text: overviewText(overview, folder) };
}
