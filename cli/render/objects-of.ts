/** The objects of a rendered folder, where what is there can be told apart. */

import { PlinthError } from "../../model/errors";
import type { RenderedFolder } from "./folder";
import { kindOf } from "./diff/match";
import { readTree, titleOf } from "./proofs/objects";
import type { TreeObject } from "./proofs/objects";

/**
 * The objects of a rendered folder.
 *
 * @throws PlinthError `render-folder-invalid` where a file is no YAML any more, or has an object a second time.
 */
export function objectsOf(dir: string, { tree }: RenderedFolder): readonly TreeObject[] {
  const { objects, problems } = readTree(tree);
  const seen = new Map<string, string>();
  const twice = objects.flatMap((object) => {
    const title = titleOf(object);
    const identity = `${kindOf(object)} ${title}`;
    const before = seen.get(identity);
    seen.set(identity, object.file);
    return before === undefined
      ? []
      : [`${object.file}:${object.line([])}: ${title} stands in ${before} already.`];
  });
  const wrong = [...problems.map(({ file, line, message }) => `${file}:${line}: ${message}`), ...twice];
  if (wrong.length === 0) return objects;
  throw new PlinthError("render-folder-invalid", `${dir} holds files that cannot be read as objects.`, {
    details: wrong,
    fix: "Render the cluster again, or correct the lines given.",
  });
}

/** What is not as it was rendered, in sentences. */
export function cautionsOf(dir: string, { edited, missing, foreign }: RenderedFolder): readonly string[] {
  const cautions: readonly (readonly [readonly string[], string])[] = [
    [edited, "edited since they were rendered, and taken as they are"],
    [missing, "missing"],
    [foreign, "not rendered by Plinth, and left out"],
  ];
  return cautions.flatMap(([files, what]) =>
    files.length === 0 ? [] : [`${dir} has files that are ${what}: ${files.join(", ")}.`],
  );
}
