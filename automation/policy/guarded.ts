/** Policies that fail alone: the server would give up the others with the first one that throws. */

import { relative } from "node:path";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Policy } from "../../policypack/pack";
import { repositoryRoot } from "../paths";

/** A policy that threw. */
export interface PolicyFailure {
  readonly rule: string;
  /** URN of the resource that it judged; absent for a policy about the stack. */
  readonly urn?: string;
  /** What happened, and where in whose code. No value is quoted: the message of an error may hold a secret. */
  readonly message: string;
}

/** Told of each failure. */
export type OnFailure = (failure: PolicyFailure) => void;

/** What the server itself throws through a policy, and understands. */
const serversOwn = new Set(["UnknownValueError", "NotApplicableError"]);

type Config = Readonly<Record<string, unknown>>;

/** The policy with its config, which the server gives to nobody in process, and with its errors kept. */
export function guarded(policy: Policy, config: Config, onFailure: OnFailure): Policy {
  const getConfig = <T extends object>(): T => config as T;
  return "validateStack" in policy
    ? guardedStack(policy, getConfig, onFailure)
    : guardedResource(policy, getConfig, onFailure);
}

function guardedStack(
  policy: StackValidationPolicy,
  getConfig: <T extends object>() => T,
  onFailure: OnFailure,
): Policy {
  return {
    ...policy,
    validateStack: async (args, report) => {
      try {
        await policy.validateStack({ ...args, getConfig }, report);
      } catch (error) {
        if (isServersOwn(error)) throw error;
        onFailure({ rule: policy.name, message: describe(error) });
      }
    },
  };
}

function guardedResource(
  policy: ResourceValidationPolicy,
  getConfig: <T extends object>() => T,
  onFailure: OnFailure,
): Policy {
  const { validateResource = [], remediateResource } = policy;
  const validations = Array.isArray(validateResource) ? validateResource : [validateResource];
  return {
    ...policy,
    validateResource: async (args, report) => {
      try {
        for (const validate of validations) await validate({ ...args, getConfig }, report);
      } catch (error) {
        if (isServersOwn(error)) throw error;
        onFailure({ rule: policy.name, urn: args.urn, message: describe(error) });
      }
    },
    ...(remediateResource && {
      remediateResource: async (args) => {
        try {
          return await remediateResource({ ...args, getConfig });
        } catch (error) {
          if (isServersOwn(error)) throw error;
          onFailure({ rule: policy.name, urn: args.urn, message: describe(error) });
          return undefined;
        }
      },
    }),
  };
}

function isServersOwn(error: unknown): boolean {
  return error instanceof Error && serversOwn.has(error.constructor.name);
}

function describe(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  const place = error instanceof Error ? placeOf(error) : undefined;
  const where = place === undefined ? "" : ` at ${place}`;
  return `The policy itself failed: it threw a ${name}${where}. Nothing is known until it is repaired.`;
}

/** File and line of the first frame of the stack, relative to the repository. */
function placeOf({ stack = "" }: Error): string | undefined {
  const frame = /^ +at .*?\(?((?:\/|[A-Za-z]:\\)[^()]*):(\d+):\d+\)?$/m.exec(stack);
  return frame?.[1] === undefined ? undefined : `${relative(repositoryRoot, frame[1])}:${frame[2]}`;
}
