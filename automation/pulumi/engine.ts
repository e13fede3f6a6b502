/** Brings the stack up and down with Pulumi's Automation API. */

import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { currentProgress } from "../local/containers";
import type { ServiceProgress, WatchedService } from "../local/containers";
import { applyAndFollow, failedService } from "../local/watch";
import type { FollowArgs } from "../local/watch";
import type { OperationContext } from "../operation";
import type { Change } from "../changes";
import { pulumiError } from "./errors";
import { withoutStaleLocks } from "./locks";
import { isNameConflict, removeStrays } from "./strays";
import type { StraysArgs } from "./strays";
import { openStack } from "./workspace";
import type { PulumiStackArgs } from "./workspace";

/** Collects what the engine reports about resources that fail. */
class Diagnostics {
  readonly errors: string[] = [];

  readonly note = (event: EngineEvent): void => {
    const { diagnosticEvent } = event;
    if (diagnosticEvent?.severity !== "error") return;
    const text = plain(diagnosticEvent.message).trim();
    const resource = diagnosticEvent.urn?.split("::").at(-1);
    if (text !== "" && text !== "update failed")
      this.errors.push(resource === undefined ? text : `${resource}: ${text}`);
  };
}

/** Pulumi marks colours as `<{%fg 1%}>`. */
function plain(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "");
}

/**
 * Brings the stack up and waits until every service is ready.
 *
 * @throws PlinthError service-unhealthy, passphrase-wrong, state-corrupt, stack-locked, engine-unreachable, disk-full,
 *   operation-failed; the signal's reason where it was interrupted.
 */
export function pulumiUp(args: PulumiStackArgs, follow: FollowArgs): Promise<readonly ServiceProgress[]> {
  return applyAndFollow(async (signal) => {
    const diagnostics = new Diagnostics();
    try {
      const stack = await openStack(args);
      signal.throwIfAborted();
      const update = (): Promise<void> =>
        withoutStaleLocks(stack, follow.reporter, () =>
          updateStack(stack, { ...follow, signal }, diagnostics),
        );
      await update().catch(async (error: unknown) => {
        // A name may be held by what an earlier run has made and could not write down.
        if (signal.aborted || !isNameConflict(diagnostics.errors)) throw error;
        if ((await removeStrays(stack, straysArgs(args, follow.services), follow.reporter)) === 0)
          throw error;
        diagnostics.errors.length = 0;
        await update();
      });
    } catch (error) {
      signal.throwIfAborted();
      const mapped = pulumiError(error, args.stack, diagnostics.errors);
      throw (mapped.code === "operation-failed" ? await failedService(follow.services) : undefined) ?? mapped;
    }
  }, follow);
}

async function updateStack(stack: Stack, follow: FollowArgs, diagnostics: Diagnostics): Promise<void> {
  const refresh = await isOutOfDate(stack, follow);
  if (refresh)
    follow.reporter.note("Containers are gone that Pulumi made: its state is brought up to date first.");
  const result = await stack.up({
    refresh,
    color: "never",
    signal: follow.signal,
    onEvent: diagnostics.note,
    onOutput: lineWriter(follow),
  });
  follow.reporter.note(describeChanges(result.summary.resourceChanges));
}

function straysArgs({ stack, variables }: PulumiStackArgs, services: readonly WatchedService[]): StraysArgs {
  const containerNames = services.map(({ containerName }) => containerName);
  return { stack, containerNames, prefix: variables["PLINTH_NAME"] ?? stack };
}

/** True where a container is gone that Pulumi believes to be there. */
async function isOutOfDate(stack: Stack, { services }: FollowArgs): Promise<boolean> {
  const progress = await currentProgress(services);
  if (!progress.some(({ phase }) => phase === "absent" || phase === "stopped")) return false;
  return ((await stack.workspace.stack())?.resourceCount ?? 0) > 0;
}

/**
 * Removes everything that Pulumi made for the stack. Data in folders is kept, and so is the stack's history.
 *
 * @throws PlinthError as `pulumiUp`.
 */
export async function pulumiDown(
  args: PulumiStackArgs,
  services: readonly WatchedService[],
  context: OperationContext,
): Promise<void> {
  await guarded(args, context, async (stack, diagnostics) => {
    const options = { color: "never", signal: context.signal, onEvent: diagnostics.note } as const;
    await withoutStaleLocks(stack, context.reporter, () =>
      stack.destroy({ ...options, onOutput: lineWriter(context) }),
    );
    await removeStrays(stack, straysArgs(args, services), context.reporter);
  });
}

/**
 * What `pulumiUp` would change, as Pulumi sees it.
 *
 * @throws PlinthError as `pulumiUp`.
 */
export async function pulumiPreview(args: PulumiStackArgs, context: OperationContext): Promise<Change[]> {
  const changes: Change[] = [];
  await guarded(args, context, async (stack, diagnostics) => {
    await stack.preview({
      color: "never",
      signal: context.signal,
      onOutput: lineWriter(context),
      onEvent: (event) => {
        diagnostics.note(event);
        const metadata = event.resourcePreEvent?.metadata;
        if (metadata === undefined) return;
        changes.push({
          name: metadata.urn.split("::").at(-1) ?? "",
          type: metadata.type,
          action: metadata.op,
        });
      },
    });
  });
  return changes;
}

/** Opens the stack, does the work, and turns failures into errors of the catalogue. */
async function guarded(
  args: PulumiStackArgs,
  { signal }: OperationContext,
  work: (stack: Stack, diagnostics: Diagnostics) => Promise<void>,
): Promise<void> {
  const diagnostics = new Diagnostics();
  try {
    await work(await openStack(args), diagnostics);
  } catch (error) {
    signal.throwIfAborted();
    throw pulumiError(error, args.stack, diagnostics.errors);
  }
}

/** Hands Pulumi's own output on, line by line. */
function lineWriter({ reporter }: Pick<OperationContext, "reporter">): (text: string) => void {
  return (text) => {
    for (const line of text.split("\n")) if (line.trim() !== "") reporter.detail(line);
  };
}

function describeChanges(changes: Readonly<Record<string, number>> | undefined): string {
  const parts = Object.entries(changes ?? {}).map(([action, count]) => `${count} ${action}`);
  return `Pulumi is done: ${parts.join(", ") || "no changes"}.`;
}
