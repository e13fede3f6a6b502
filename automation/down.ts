/** Takes a stack down. */

import { composeDown } from "./compose/engine";
import { docker, engineInfo } from "./docker";
import { pulumiEngine } from "./engine/pulumi-engine";
import { chooseEngine } from "./engine/choose";
import type { EngineName, EngineOwner } from "./engine/choose";
import { machineProbes } from "./engine/probes";
import { inspectContainers } from "./local/containers";
import type { WatchedService } from "./local/containers";
import { deleteDataDir, hasData } from "./local/data-dir";
import type { Variables } from "./local/dotenv-file";
import { withStackLock } from "./local/operation-lock";
import { composeProjectLabel, findOwner } from "./local/owner";
import { describeEngine } from "./local/prepare";
import { readServices } from "./local/services";
import { dataDirOf, loadLocalStack, resolveVariables } from "./local/stack";
import type { LocalStack } from "./local/stack";
import type { OperationContext } from "./operation";
import { stateResources } from "./pulumi/state";

/** What to take down. */
export interface DownArgs {
  readonly stack: string;
  /** Delete the data folder too. */
  readonly deleteData: boolean;
}

/** A stack that is down. */
export interface DownResult {
  readonly stack: string;
  /** The engine that it was up under; `null` where it was not up. */
  readonly engine: EngineName | null;
  /** Names of the containers that were removed. */
  readonly removed: readonly string[];
  readonly dataDir: string;
  readonly dataDeleted: boolean;
  /** True where there is data left. */
  readonly dataKept: boolean;
  /** Duration of the operation, in seconds. */
  readonly seconds: number;
}

/** The data folder that `deleteData` would delete, or `undefined` where there is nothing in it. */
export function dataToDelete(name: string): string | undefined {
  const stack = loadLocalStack(name);
  const folder = dataDirOf(stack, resolveVariables(stack, "pull").values);
  return hasData(folder) ? folder : undefined;
}

/**
 * Removes a stack's containers and networks; its data only on request.
 *
 * @throws PlinthError engine-unreachable, operation-failed, pulumi-missing or compose-missing where the engine that
 *   the stack is up under is gone.
 */
export async function down(args: DownArgs, context: OperationContext): Promise<DownResult> {
  const stack = loadLocalStack(args.stack);
  return withStackLock(args.stack, async () => {
    const startedAt = performance.now();
    await engineInfo();
    const variables = resolveVariables(stack, "pull");
    const { services } = readServices(stack, variables);
    const names = services.map(({ containerName }) => containerName);
    const containers = await inspectContainers(names);
    const owner = (await findOwner(names)) ?? (await leftovers(stack));
    if (owner !== undefined) await remove({ stack, owner, services, variables: variables.values }, context);
    const dataDir = dataDirOf(stack, variables.values);
    const image = [...containers.values()][0]?.Config.Image ?? services[0]?.image ?? "";
    const dataDeleted = args.deleteData && hasData(dataDir);
    if (args.deleteData) await deleteDataDir(dataDir, image);
    return {
      stack: args.stack,
      engine: owner?.engine ?? null,
      removed: [...containers.keys()],
      dataDir,
      dataDeleted,
      dataKept: hasData(dataDir),
      seconds: Math.round(performance.now() - startedAt) / 1000,
    };
  });
}

/** An engine that has made something for the stack, although no container of it is left. */
async function leftovers(stack: LocalStack): Promise<EngineOwner | undefined> {
  if (stateResources(stack.name) > 0) return { engine: "pulumi", name: stack.name };
  const label = `label=${composeProjectLabel}=${stack.config.name}`;
  const networks = await docker(["network", "ls", "--quiet", "--filter", label]);
  return networks.trim() === "" ? undefined : { engine: "compose", name: stack.config.name };
}

/** What is removed. */
interface Removal {
  readonly stack: LocalStack;
  readonly owner: EngineOwner;
  readonly services: readonly WatchedService[];
  readonly variables: Variables;
}

async function remove(
  { stack, owner, services, variables }: Removal,
  context: OperationContext,
): Promise<void> {
  const { reporter, signal } = context;
  const choice = await chooseEngine("auto", owner, machineProbes(reporter));
  reporter.note(`Engine: ${describeEngine(choice)} (${choice.reason}).`);
  if (choice.engine === "compose") {
    const project = { cli: choice.cli, file: stack.composeFile, name: owner.name, variables };
    return composeDown(project, reporter, signal);
  }
  return pulumiEngine().pulumiDown({ cli: choice.cli, stack: stack.name, variables }, services, context);
}
