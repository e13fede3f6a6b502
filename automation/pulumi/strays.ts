/** What Pulumi has made but does not know of, because it was killed before it could write that down. */

import type { Stack } from "@pulumi/pulumi/automation";
import { docker } from "../docker";
import { inspectContainers } from "../local/containers";
import { pulumiStackLabel } from "../local/owner";
import type { Reporter } from "../reporter";

/** What is looked through. */
export interface StraysArgs {
  /** Name of the stack. */
  readonly stack: string;
  /** Names of the stack's containers. */
  readonly containerNames: readonly string[];
  /** What the names of the stack's networks begin with. */
  readonly prefix: string;
}

/** True where a failure is that of a name which a stray holds. */
export function isNameConflict(diagnostics: readonly string[]): boolean {
  return diagnostics.some((text) =>
    /is already in use by container|network with name .* already exists/i.test(text),
  );
}

/**
 * Removes containers and networks that carry the stack's label and a name of the stack, and that its state does not
 * have. Returns how many there were.
 */
export async function removeStrays(stack: Stack, args: StraysArgs, reporter: Reporter): Promise<number> {
  const known = await knownIds(stack);
  const containers = await inspectContainers(args.containerNames);
  const strayContainers = [...containers.values()].filter(
    ({ Id, Config }) => Config.Labels?.[pulumiStackLabel] === args.stack && !known.has(Id),
  );
  if (strayContainers.length > 0)
    await docker(["rm", "--force", "--volumes", ...strayContainers.map(({ Id }) => Id)], {
      timeoutSeconds: 120,
    });
  const strayNetworks = (await networks(args)).filter((id) => !known.has(id));
  if (strayNetworks.length > 0) await docker(["network", "rm", ...strayNetworks]);
  const count = strayContainers.length + strayNetworks.length;
  if (count > 0) reporter.note(`Removed ${count} left over from an operation that was ended by force.`);
  return count;
}

async function networks({ stack, prefix }: StraysArgs): Promise<string[]> {
  const filter = ["--filter", `label=${pulumiStackLabel}=${stack}`, "--filter", `name=^${prefix}-`];
  const text = await docker(["network", "ls", "--no-trunc", "--quiet", ...filter]);
  return text.split("\n").filter((id) => id !== "");
}

/** Ids of all resources in the stack's state. */
async function knownIds(stack: Stack): Promise<ReadonlySet<string>> {
  const { deployment } = (await stack.exportStack()) as {
    deployment: { resources?: { id?: string }[] } | null;
  };
  return new Set((deployment?.resources ?? []).map(({ id }) => id ?? ""));
}
