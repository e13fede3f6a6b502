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

/** A zone of Route 53: https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html */
const HOSTED_ZONE = /^Z[A-Z0-9]{1,31}$/;

/** Certificates by ACME. */
const AcmeSettings = z.strictObject({
  email: z
    .email({ error: ({ input }) => (input === undefined ? undefined : "is not an e-mail address") })
    .register(keyWords, {
      description: "Whom Let's Encrypt writes to about the certificates.",
      allowed: "an e-mail address",
      examples: ["platform@example.com"],
    }),
  environment: z.enum(["production", "staging"]).default("production").register(keyWords, {
    description:
      "Let's Encrypt's directory: `staging` to try, whose certificates nobody trusts, and `production`, which gives few certificates a week for the same names.",
  }),
  hostedZoneId: z
    .string()
    .regex(HOSTED_ZONE, "is not the id of a zone of Route 53")
    .optional()
    .register(keyWords, {
      description:
        "Zone of Route 53 that has `plinth:domain`, on AWS alone: names are proved by DNS there, as the load balancer is inside the VPC. On any other cluster they are proved by HTTP, and the internet must reach the gateway's port 80.",
      allowed: "Z and up to 31 capital letters and digits",
      examples: ["Z0123456789ABCDEFGHIJ"],
    }),
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
  acme: AcmeSettings.optional().register(keyWords, {
    description: "Certificates by Let's Encrypt, whose issuer the platform makes.",
    examples: [{ email: "platform@example.com" }],
  }),
});
export type GatewaySettings = z.infer<typeof GatewaySettings>;

/** Reports a missing domain, settings of a gateway that nobody installs, and ACME that cannot work. It takes any value. */
export function checkGateway(
  config: unknown,
  context: Pick<z.core.$RefinementCtx, "addIssue">,
  where: { readonly onAws: boolean },
): void {
  const { recipes, domain: given, gateway } = (config ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(recipes)) return;
  const report = (path: readonly string[], message: string, params: RuleParams): void => {
    context.addIssue({ code: "custom", path: [...path], message, params: { ...params } });
  };
  const installed = withDependencies(recipes.filter(isRecipe));
  if (installed.includes("gateway")) {
    checkAcme(gateway, { ...where, signsOn: installed.includes("sso") }, report);
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

type Report = (path: readonly string[], message: string, params: RuleParams) => void;

/** What decides how names are proved. */
interface AcmeContext {
  readonly onAws: boolean;
  /** Whether there is a sign-on, and so a name that is served. */
  readonly signsOn: boolean;
}

/** Two that give the certificate, and a proof of names that cannot come about. */
function checkAcme(gateway: unknown, { onAws, signsOn }: AcmeContext, report: Report): void {
  const { issuer, acme } = recordOf(gateway);
  if (acme === undefined) return;
  if (issuer !== undefined)
    report(["gateway", "issuer"], "is one of two: plinth:gateway.acme gives the certificate already", {
      allowed: "one of plinth:gateway.issuer and plinth:gateway.acme",
      remove: true,
    });
  const { hostedZoneId } = recordOf(acme);
  const zone = ["gateway", "acme", "hostedZoneId"];
  if (onAws && hostedZoneId === undefined)
    report(zone, "is missing: the load balancer is inside the VPC, where Let's Encrypt cannot ask by HTTP", {
      allowed: "the id of the zone of Route 53 that has plinth:domain",
      example: "Z0123456789ABCDEFGHIJ",
    });
  if (!onAws && hostedZoneId !== undefined)
    report(zone, "is for stacks on AWS: no pod of this cluster has a role that may write to the zone", {
      allowed: "nothing on a cluster that is not the stack's own, where names are proved by HTTP",
      remove: true,
    });
  if (!onAws && !signsOn)
    report(["gateway", "acme"], "has no name to prove: plinth:recipes has no sso, and so nothing is served", {
      allowed: "nothing without the recipe sso, as HTTP proves single names and no wildcard",
      remove: true,
    });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
