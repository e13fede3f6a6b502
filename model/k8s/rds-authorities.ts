/** The authorities that sign the certificates of RDS, as a Secret that External Secrets fetches and follows. */

import type { Scope } from "../eks/scope";
import type { SpecifiedObject } from "./objects";

/** The Secret, with the region's authorities under the key `ca.crt`. */
export const RDS_AUTHORITIES = "rds-authorities";

/** The Secret as a volume of a pod, which anybody may read: AWS gives it to everybody. */
export const authoritiesVolume = {
  name: RDS_AUTHORITIES,
  secret: { secretName: RDS_AUTHORITIES, defaultMode: 0o444 },
} as const;

/** That volume as a container has it. */
export const authoritiesMount = {
  name: authoritiesVolume.name,
  mountPath: `/run/${RDS_AUTHORITIES}`,
  readOnly: true,
} as const;

/** Variables that libpq and asyncpg read: a server that no authority of RDS names gets no login. */
export const verifiedServer = {
  PGSSLMODE: "verify-full",
  PGSSLROOTCERT: `${authoritiesMount.mountPath}/ca.crt`,
} as const;

/**
 * Where AWS gives the authorities of RDS to everybody, by HTTPS.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 */
export function authoritiesUrl({ partition, region }: Pick<Scope, "partition" | "region">): string {
  const hosts: Readonly<Record<string, string>> = {
    "aws-us-gov": "truststore.pki.us-gov-west-1.rds.amazonaws.com",
    "aws-cn": "rds-truststore.s3.cn-north-1.amazonaws.com.cn",
  };
  const host = hosts[partition] ?? "truststore.pki.rds.amazonaws.com";
  return `https://${host}/${region}/${region}-bundle.pem`;
}

/** The Secret in a namespace, and the store that it comes from. */
export function rdsAuthorities(
  scope: Scope,
  namespace: string,
): Readonly<Record<"authorities-store" | "authorities", SpecifiedObject>> {
  const metadata = { name: RDS_AUTHORITIES, namespace };
  return {
    "authorities-store": {
      apiVersion: "external-secrets.io/v1",
      kind: "SecretStore",
      metadata,
      spec: { provider: { webhook: { url: authoritiesUrl(scope), result: {} } } },
    },
    authorities: {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata,
      spec: {
        // New authorities come years before they sign.
        refreshInterval: "24h",
        secretStoreRef: { kind: "SecretStore", name: RDS_AUTHORITIES },
        target: { name: RDS_AUTHORITIES },
        data: [{ secretKey: "ca.crt", remoteRef: { key: scope.region } }],
      },
    },
  };
}
