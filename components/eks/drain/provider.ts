/** What runs when the drain's resource is deleted. The code in Pulumi's state loads this file by its path. */

import { isPlinthError } from "../../../model/errors";
import { awsCloud } from "./cloud";
import { drain } from "./drain";
import type { DrainState } from "./state";

/**
 * Drains what a resource's state describes. Lines of the log go to standard output, which Pulumi shows.
 *
 * @throws an Error whose message is all that Pulumi's user needs: Pulumi shows nothing else.
 */
export async function drainResource(state: DrainState): Promise<void> {
  const { cluster, region, accountId, vpcId, keepVolumes } = state;
  const place = { name: cluster, region, accountId, vpcId };
  try {
    await drain({ ...place, keepVolumes }, { cloud: awsCloud(place), log: writeLine });
  } catch (error) {
    throw isPlinthError(error) ? new Error(error.format(), { cause: error }) : error;
  }
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
