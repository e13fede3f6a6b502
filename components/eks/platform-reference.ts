/** The outputs of another stack on AWS, for a program that builds on it. */

import * as pulumi from "@pulumi/pulumi";
import { EksOutputs, outputMistakes } from "../../model/eks/outputs";
import type { EksOutputName } from "../../model/eks/outputs";
import { PlinthError } from "../../model/errors";

/** What a platform on AWS returns for the stack to export. */
export type EksOutputInputs = {
  // Over the keys themselves, so that what may be missing there may be missing here.
  readonly [Name in keyof EksOutputs]: pulumi.Input<NonNullable<EksOutputs[Name]>>;
};

/** The outputs of another stack. */
export type EksOutputReferences = { readonly [Name in EksOutputName]: pulumi.Output<EksOutputs[Name]> };

/** The outputs that a stack may lack. */
const optional = new Set<string>(
  Object.entries(EksOutputs.shape)
    .filter(([, schema]) => schema.safeParse(undefined).success)
    .map(([name]) => name),
);

/**
 * The outputs of another stack, each of its type; secrets stay secrets.
 *
 * An output that is missing or of another form fails the program with a sentence that names it. A preview in which the
 * other stack is not known takes them as unknown.
 *
 * @param stack Pulumi's name of the stack: `organization/project/stack`, or the last part alone for a stack of the
 *   same organization and project.
 * @example
 * const platform = platformReference("prod");
 * new k8s.Provider("platform", { kubeconfig: platform.kubeconfig });
 */
export function platformReference(stack: string, opts?: pulumi.CustomResourceOptions): EksOutputReferences {
  const name = stack.includes("/") ? stack : `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
  const reference = new pulumi.StackReference(name, {}, opts);
  const read = (output: EksOutputName): pulumi.Output<unknown> =>
    reference.getOutput(output).apply((value: unknown) => checked(name, output, value));
  return Object.fromEntries(
    Object.keys(EksOutputs.shape).map((output) => [output, read(output as EksOutputName)]),
  ) as EksOutputReferences;
}

function checked(stack: string, output: EksOutputName, value: unknown): unknown {
  if (value === undefined && optional.has(output)) return undefined;
  const parsed = EksOutputs.shape[output].safeParse(value);
  if (parsed.success) return parsed.data;
  // A whole set of outputs is judged elsewhere; of this one only its own mistakes count.
  const mistakes = outputMistakes({ [output]: value }).filter((one) =>
    one.startsWith(`The output ${output}`),
  );
  const error = new PlinthError("outputs-incomplete", `The stack ${stack} cannot be built upon.`, {
    details: mistakes,
  });
  throw new pulumi.RunError(error.format());
}
