/** What the Docker engine said about a failure, in its own words. */

import type { Finished } from "../process";
import { lastLines } from "../process";

/** The last line of a failed command, without the words that only say who speaks. */
export function engineWords({ stderr }: Finished): string {
  const [line = "the engine gave no reason"] = lastLines(stderr, 1);
  return line.replace(/^Error response from daemon: /, "");
}
