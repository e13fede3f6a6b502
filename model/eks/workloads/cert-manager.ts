import type { Scope } from "../scope";
import type { WorkloadIdentity } from "./identity";

/** A domain and the zone of Route 53 that has it. */
export interface DnsZone {
  readonly domain: string;
  readonly hostedZoneId: string;
}

/**
 * cert-manager: it proves by DNS that the domain is ours, by one record of one zone.
 *
 * @param zone @default none: it has no role then
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */
export function certManager(zone?: DnsZone): WorkloadIdentity {
  return {
    id: "cert-manager",
    namespace: "cert-manager",
    serviceAccount: "cert-manager",
    statements: (scope) => (zone === undefined ? [] : statementsOf(scope, zone)),
  };
}

function statementsOf({ partition }: Scope, { domain, hostedZoneId }: DnsZone) {
  const arn = (resource: string): string => `arn:${partition}:route53:::${resource}`;
  return [
    { Effect: "Allow", Action: "route53:GetChange", Resource: arn("change/*") },
    {
      Effect: "Allow",
      Action: "route53:ListResourceRecordSets",
      Resource: arn(`hostedzone/${hostedZoneId}`),
    },
    {
      Effect: "Allow",
      Action: "route53:ChangeResourceRecordSets",
      Resource: arn(`hostedzone/${hostedZoneId}`),
      Condition: {
        "ForAllValues:StringEquals": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": [`_acme-challenge.${domain}`],
          "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"],
        },
      },
    },
  ] as const;
}
