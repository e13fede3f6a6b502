/** Brings the stack up and down with Pulumi's Automation API. */

import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import type { ServiceProgress } from "../local/containers";
import { applyAndFollow, failedService } from "../local/watch";
import type { FollowArgs } from "../local/watch";
import type { OperationContext } from "../operation";
import type { Change } from "../preview";
import { pulumiError } from "./errors";
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
      const result = await stack.up({
        color: "never",
        signal,
        onEvent: diagnostics.note,
        onOutput: lineWriter(follow),
      });
      follow.reporter.note(describeChanges(result.summary.resourceChanges));
    } catch (error) {
      signal.throwIfAborted();
      const mapped = pulumiError(error, args.stack, diagnostics.errors);
      throw (mapped.code === "operation-failed" ? await failedService(follow.services) : undefined) ?? mapped;
    }
  }, follow);
}

/**
 * Removes everything that Pulumi made for the stack. Data in folders is kept, and so is the stack's history.
 *
 * @throws PlinthError as `pulumiUp`.
 */
export async function pulumiDown(args: PulumiStackArgs, context: OperationContext): Promise<void> {
  await guarded(args, context, async (stack, diagnostics) => {
    await stack.destroy({
      color: "never",
      signal: context.signal,
      onEvent: diagnostics.note,
      onOutput: lineWriter(context),
    });
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
