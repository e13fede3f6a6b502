/** Images of the local stack for a test that starts containers of its own. */

import type { Context } from "mocha";
import type { ImagePin } from "../../model/versions";
import { skipBecause } from "./skip";
import { dockerAnswers, execute } from "./stack";

/** An image as it was built or pulled. Skips the suite of a hook where there is neither, or no Docker engine. */
export async function needImage(context: Context, { built, pull }: ImagePin): Promise<string> {
  if (!(await dockerAnswers())) skipBecause(context, "no Docker engine answers");
  const names = [built, ...(pull === undefined ? [] : [pull])];
  for (const image of names)
    if ((await execute("docker", ["image", "inspect", image])).code === 0) return image;
  return skipBecause(context, `${names.join(" and ")} are not here`);
}
