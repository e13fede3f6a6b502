/** The pack's policies, apart from `index.ts`, which starts a server as soon as it is loaded. */

import type { ResourceValidationPolicy, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { EngineView, policyOf } from "./lib/policy";
import type { Rule } from "./lib/rule";
import { waiverRules, Waivers } from "./lib/waivers";
import { rules as allRules } from "./rules";

/** Name of the pack. */
export const packName = "plinth";

/** A policy as Pulumi's policy server takes it. */
export type Policy = ResourceValidationPolicy | StackValidationPolicy;

/** What the policies are made from. */
export interface PackOptions {
  /** @default every rule of the pack */
  readonly rules?: readonly Rule[];
  /** @default none */
  readonly waivers?: Waivers;
}

/** A policy for each rule, and the pack's own policies about waivers at the end, when every finding is known. */
export function createPolicies({ rules = allRules, waivers = Waivers.none() }: PackOptions = {}): Policy[] {
  const view = new EngineView();
  return [
    ...rules.map((rule) => watched(policyOf(rule, waivers.filter, view), waivers)),
    ...waiverRules(waivers).map((rule) => watched(policyOf(rule), waivers)),
  ];
}

/** The policy, which tells the waivers that it runs. */
export function watched(policy: Policy, waivers: Waivers): Policy {
  if ("validateStack" in policy) {
    return {
      ...policy,
      validateStack: (args, report) => {
        waivers.begin(policy.name);
        waivers.about(stackUrnOf(args));
        return policy.validateStack(args, report);
      },
    };
  }
  const { validateResource } = policy;
  if (typeof validateResource !== "function") return policy;
  return {
    ...policy,
    validateResource: (args, report) => {
      waivers.begin(policy.name);
      return validateResource(args, report);
    },
  };
}

/** Pulumi shows findings that are about no resource at the resource that stands for the stack. */
function stackUrnOf({ resources }: StackValidationArgs): string | undefined {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn;
}
