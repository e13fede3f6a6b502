/** Config of the gateway: the domain that the platform's services are reached under, and its certificate. */

import { z } from "zod";
import { withDependencies } from "../../fleet/recipes";
import { DOMAIN_ALLOWED, domainFault } from "../../k8s/domain";
import { keyWords } from "../keys";
import type { RuleParams } from "../rules";
import { isRecipe } from "./router";
import { objectName } from "./names";

const DOMAIN_EXAMPLE = "plinth.example.com";

/** The domain. */
export const domain = () =>
  z
    .string()
    .refine((text) => domainFault(text) === undefined, {
      error: ({ input }) => domainFault(String(input)),
    })
    .optional()
    .register(keyWords, {
      description:
        "DNS domain of the recipe `gateway`: services are reached as `<service>.<domain>`. Its names must lead to the gateway's load balancer.",
      allowed: DOMAIN_ALLOWED,
      examples: [DOMAIN_EXAMPLE],
    });

/** Settings of the gateway. */
export const GatewaySettings = z.strictObject({
  issuer: objectName("ClusterIssuer")
    .optional()
    .register(keyWords, {
      description:
        "ClusterIssuer of cert-manager that gives the gateway its certificate for `*.<domain>`; you make it, since only you have access to the domain's DNS. Without it an authority of the platform's own does, which browsers are to be told to trust.",
      allowed: "the name of a ClusterIssuer that can give a wildcard certificate",
      examples: ["letsencrypt"],
    }),
});
export type GatewaySettings = z.infer<typeof GatewaySettings>;

/** Reports a missing domain, and settings of a gateway that nobody installs. It takes any value. */
export function checkGateway(config: unknown, context: Pick<z.core.$RefinementCtx, "addIssue">): void {
  const { recipes, domain: given, gateway } = (config ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(recipes)) return;
  const report = (path: readonly string[], message: string, params: RuleParams): void => {
    context.addIssue({ code: "custom", path: [...path], message, params: { ...params } });
  };
  const installed = withDependencies(recipes.filter(isRecipe));
  if (installed.includes("gateway")) {
    if (given !== undefined) return;
    const who = recipes.includes("gateway") ? "gateway" : "sso";
    report(["domain"], `is missing: the recipe ${who} serves nothing without it`, {
      allowed: DOMAIN_ALLOWED,
      example: DOMAIN_EXAMPLE,
    });
    return;
  }
  const unused: RuleParams = { allowed: "nothing without the recipe gateway", remove: true };
  const keys = { domain: given, gateway };
  for (const [key, value] of Object.entries(keys))
    if (value !== undefined) report([key], "is used by nothing: plinth:recipes has no gateway", unused);
}
