/** Runs Pulumi's long operations in a process group of their own. */

import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { run } from "../process";

/** How the Automation API runs the CLI; its type declarations leave the method out. */
type Run = (
  args: string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
) => Promise<{ stdout: string; stderr: string; code: number }>;

/** What Pulumi said when an operation failed. */
export class PulumiFailure extends Error {
  override readonly name = "PulumiFailure";

  constructor(
    readonly stdout: string,
    readonly stderr: string,
  ) {
    super(stderr.trim() === "" ? "Pulumi failed." : stderr.trim());
  }
}

/** Operations that last, and that Ctrl-C is meant for. */
const operations = new Set(["up", "preview", "refresh", "destroy"]);

/**
 * The same CLI, but Ctrl-C in the terminal does not reach its operations by itself. The Automation API would pass the
 * interruption on a second time, and a second one makes Pulumi drop what it is doing and leave resources behind.
 */
export function inOwnGroup(command: PulumiCommand): PulumiCommand {
  const original = command as PulumiCommand & { readonly run: Run };
  const runAlone: Run = async (args, cwd, env, onOutput, onError, signal) => {
    if (!operations.has(args[0] ?? "")) return original.run(args, cwd, env, onOutput, onError, signal);
    const finished = await run(command.command, [...args, "--non-interactive"], {
      cwd,
      env: { ...env, PULUMI_AUTOMATION_API: "true" },
      signal,
      onLine: (line, stream) => (stream === "stdout" ? onOutput : onError)?.(`${line}\n`),
    });
    if (finished.exitCode === 0) return { stdout: finished.stdout, stderr: finished.stderr, code: 0 };
    throw new PulumiFailure(finished.stdout, finished.stderr);
  };
  return Object.create(command, { run: { value: runAlone } }) as PulumiCommand;
}
