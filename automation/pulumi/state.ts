/** What can be told of Pulumi's state in `.plinth/state` without its CLI. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../paths";

/** Name of the project, as in Pulumi.yaml. */
const project = "plinth";

/** Path of a stack's state in the backend of ours. */
export function stateFile(stack: string): string {
  return join(cacheFolder, "state", ".pulumi", "stacks", project, `${stack}.json`);
}

/** Number of resources that Pulumi has for the stack in our backend; 0 where there is no state that can be read. */
export function stateResources(stack: string): number {
  try {
    const state = JSON.parse(readFileSync(stateFile(stack), "utf8")) as {
      checkpoint?: { latest?: { resources?: { type: string }[] } };
    };
    const resources = state.checkpoint?.latest?.resources ?? [];
    return resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").length;
  } catch {
    return 0;
  }
}
