/** The outputs of a stack on AWS, for scripts. */

import { inspect } from "node:util";
import { StackNotFoundError } from "@pulumi/pulumi/automation";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { EksOutputs, isSecretOutput, outputMistakes, outputNames } from "../model/eks/outputs";
import type { EksOutputName, SecretOutputName } from "../model/eks/outputs";
import { PlinthError } from "../model/errors";
import { findPulumi } from "./engine/pulumi-cli";
import { loadStackConfig, stackNames } from "./local/stack";
import type { OperationContext } from "./operation";
import { repositoryRoot } from "./paths";
import { pulumiError } from "./pulumi/errors";
import { selectStack } from "./pulumi/workspace";
import { Refusals } from "./refusals";

/** A value that no log shows by accident: whoever wants it asks for it. */
export class Secret<Value> {
  readonly #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  /** The value itself. Do not print it. */
  reveal(): Value {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** The outputs, with those that are secret marked as such. */
export type StackOutputs = {
  readonly [Name in EksOutputName]: Name extends SecretOutputName
    ? Secret<EksOutputs[Name]>
    : EksOutputs[Name];
};

/** What the stack is read from. */
export interface OutputSource {
  /** Pulumi's outputs of a stack; `undefined` where Pulumi has no such stack. */
  readonly read: (stack: string, context: OperationContext) => Promise<OutputMap | undefined>;
  /** Folder of the stacks' files. @default the repository */
  readonly root?: string;
}

/**
 * Reads the outputs of a stack that is up, by the Automation API, from the backend that `./plinth env` names.
 *
 * @param source for tests. @default Pulumi
 * @throws PlinthError config-missing, config-invalid for a stack that has no file or a wrong one; target-unavailable
 *   for one of another target; stack-not-up; outputs-incomplete with every output that is missing or wrong;
 *   pulumi-missing, passphrase-wrong, state-corrupt.
 * @example
 * const { kubeconfig, buckets } = await readOutputs("prod", context);
 * await writeFile(path, kubeconfig.reveal(), { mode: 0o600 });
 */
export async function readOutputs(
  stack: string,
  context: OperationContext,
  source: OutputSource = { read: readByPulumi },
): Promise<StackOutputs> {
  requireEks(stack, source.root);
  const outputs = await source.read(stack, context);
  const values = Object.fromEntries(
    Object.entries(outputs ?? {}).map(([name, { value }]) => [name, value as unknown]),
  );
  if (!outputNames.some((name) => name in values)) throw notUp(stack, outputs === undefined);
  const parsed = EksOutputs.safeParse(values);
  if (!parsed.success)
    throw new PlinthError("outputs-incomplete", `The outputs of the stack ${stack} cannot be used.`, {
      details: outputMistakes(values),
      fix: `Run \`pulumi up --stack ${stack}\` with this version of the program: it writes every output.`,
    });
  const marked = Object.entries(parsed.data).map(([name, value]) => [
    name,
    isSecretOutput(name) ? new Secret(value) : value,
  ]);
  return Object.fromEntries(marked) as StackOutputs;
}

function requireEks(stack: string, root: string = repositoryRoot): void {
  const { target } = loadStackConfig(stack, root);
  if (target === "eks") return;
  throw new PlinthError(
    "target-unavailable",
    `The stack ${stack} has plinth:target ${target}, and only stacks of the target eks have these outputs.`,
    {
      fix: `\`./plinth status ${stack}\` shows its services. The stacks are: ${stackNames(root).join(", ")}.`,
    },
  );
}

function notUp(stack: string, unknown: boolean): PlinthError {
  const why = unknown ? "Pulumi has no such stack in its backend" : "it is not up, or was destroyed";
  return new PlinthError("stack-not-up", `The stack ${stack} has no outputs: ${why}.`, {
    fix: `Bring it up: \`eval "$(./plinth env)" && pulumi up --stack ${stack}\`. Where it is up, its state is in another backend: set PULUMI_BACKEND_URL or run \`pulumi login\`.`,
  });
}

/** Secrets are read too: they stay in this process, marked. */
async function readByPulumi(stack: string, { reporter }: OperationContext): Promise<OutputMap | undefined> {
  const pulumi = await findPulumi(new Refusals(), reporter);
  if ("missing" in pulumi)
    throw new PlinthError("pulumi-missing", `Outputs are read by the Pulumi CLI, but ${pulumi.missing}.`, {
      fix: "Install the Pulumi CLI and put it on PATH.",
    });
  try {
    const opened = await selectStack({ cli: pulumi.found, stack, variables: {} });
    return await opened.outputs();
  } catch (error) {
    if (error instanceof StackNotFoundError) return undefined;
    throw pulumiError(error, stack);
  }
}
