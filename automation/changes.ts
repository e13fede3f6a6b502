/** What bringing a local stack up would change. */

import { composePreview } from "./compose/preview";
import { engineInfo } from "./docker";
import { chooseEngine } from "./engine/choose";
import type { EngineName, EngineRequest } from "./engine/choose";
import { machineProbes } from "./engine/probes";
import { decideImageMode } from "./local/prepare-images";
import { pulumiEngine } from "./engine/pulumi-engine";
import { findOwner } from "./local/owner";
import { describeEngine } from "./local/prepare";
import { readServices } from "./local/services";
import { loadLocalStack, resolveVariables } from "./local/stack";
import type { OperationContext } from "./operation";

/** One thing and what would happen to it. */
export interface Change {
  readonly name: string;
  /** What kind of thing it is: `container`, or Pulumi's resource type. */
  readonly type: string;
  /** `create`, `start`, `recreate`, `delete`, `keep`; under Pulumi its own words: `update`, `replace`, `same`. */
  readonly action: string;
}

/** Changes that `up` would make. */
export interface Changes {
  readonly engine: { readonly name: EngineName; readonly version: string; readonly reason: string };
  readonly changes: readonly Change[];
  /** Number of changes by action. */
  readonly summary: Readonly<Record<string, number>>;
}

/** The stack, and what works its changes out. */
export interface ChangesArgs {
  readonly stack: string;
  readonly engine: EngineRequest;
}

/**
 * Works out what `up` would change, and changes nothing.
 *
 * @throws PlinthError as `up` does for a wrong config, a missing engine or a state that cannot be read.
 */
export async function localChanges(args: ChangesArgs, context: OperationContext): Promise<Changes> {
  const stack = loadLocalStack(args.stack);
  const draft = resolveVariables(stack, "pull");
  const { services } = readServices(stack, draft);
  const names = services.map(({ containerName }) => containerName);
  await engineInfo();
  const owner = await findOwner(names);
  const choice = await chooseEngine(args.engine, owner, machineProbes(context.reporter));
  context.reporter.note(`Engine: ${describeEngine(choice)} (${choice.reason}).`);
  const variables = resolveVariables(
    stack,
    await decideImageMode({ services, variables: draft }, stack.config.images),
  );
  const changes =
    choice.engine === "compose"
      ? await composePreview(
          {
            cli: choice.cli,
            file: stack.composeFile,
            name: owner?.name ?? stack.config.name,
            variables: variables.values,
          },
          readServices(stack, variables).services,
        )
      : await pulumiEngine().pulumiPreview(
          { cli: choice.cli, stack: stack.name, variables: variables.values },
          context,
        );
  return {
    engine: { name: choice.engine, version: choice.cli.version, reason: choice.reason },
    changes,
    summary: countByAction(changes),
  };
}

function countByAction(changes: readonly Change[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
