/** Vault in a cluster: its names, its configuration, its certificates, and who may reach it. */

import { images } from "../versions";

/** Namespace of Vault. */
export const VAULT_NAMESPACE = "vault";

/** Label of a namespace whose pods may talk to Vault. */
export const vaultAccess = { "plinth.dev/vault-access": "true" } as const;

/** What the chart labels the servers' pods with. */
export const vaultLabels = { "app.kubernetes.io/name": "vault", component: "server" } as const;

/** Port of the API, the one by which servers talk to each other, and the one at which they are measured. */
export const vaultPorts = { api: 8200, cluster: 8201, metrics: 8203 } as const;

/** Name of the port at which the servers are measured. */
export const VAULT_METRICS = "metrics";

/** The Service of the server that answers, as the chart names it; the others pass on what they are asked. */
export const vaultService = { name: "vault-active", port: vaultPorts.api } as const;

/** The Service that gives each server a name of its own. */
const INTERNAL = "vault-internal";

/** Secret with the servers' certificate, its key, and the authority that signed it. */
export const VAULT_TLS = "vault-tls";

/** Folder in which the servers find that Secret. */
export const VAULT_TLS_FOLDER = "/vault/tls";

/** Servers: one may be away, and two still agree. */
export const VAULT_REPLICAS = 3;

const DOMAIN = `${VAULT_NAMESPACE}.svc.cluster.local`;

/** URL of Vault: what `VAULT_ADDR` is elsewhere. */
export const vaultUrl = `https://${vaultService.name}.${DOMAIN}:${String(vaultService.port)}`;

/** URL of one server, as it tells the others; Kubernetes puts the pod's name in. */
export const vaultServerUrl = `https://$(VAULT_K8S_POD_NAME).${INTERNAL}.${DOMAIN}:${String(vaultPorts.api)}`;

/** User and group of the image. */
export const vaultUser = { user: 100, group: 1000 } as const;

/** Vault's image in the laptop stack's version. */
export const vaultImage = images.vault.pull;

/** How the servers unseal themselves; without it people do, with keys of theirs. */
export interface AwsSeal {
  readonly region: string;
  /** Id, alias or ARN of the key in KMS. */
  readonly kmsKeyId: string;
}

/**
 * The configuration of a server.
 *
 * @see https://developer.hashicorp.com/vault/docs/configuration
 */
export function vaultConfig(seal?: AwsSeal): string {
  const joins = Array.from({ length: VAULT_REPLICAS }, (_, index) => [
    "  retry_join {",
    `    leader_api_addr     = "https://vault-${String(index)}.${INTERNAL}.${DOMAIN}:8200"`,
    `    leader_ca_cert_file = "${VAULT_TLS_FOLDER}/ca.crt"`,
    "  }",
  ]);
  return `${[
    "ui            = true",
    "disable_mlock = true",
    "",
    'listener "tcp" {',
    '  address         = "[::]:8200"',
    '  cluster_address = "[::]:8201"',
    `  tls_cert_file   = "${VAULT_TLS_FOLDER}/tls.crt"`,
    `  tls_key_file    = "${VAULT_TLS_FOLDER}/tls.key"`,
    "}",
    "",
    // Here alone metrics are to be had without a token of Vault's. Only Prometheus reaches the port.
    'listener "tcp" {',
    `  address         = "[::]:${String(vaultPorts.metrics)}"`,
    `  tls_cert_file   = "${VAULT_TLS_FOLDER}/tls.crt"`,
    `  tls_key_file    = "${VAULT_TLS_FOLDER}/tls.key"`,
    "  telemetry {",
    "    unauthenticated_metrics_access = true",
    "  }",
    "}",
    "",
    "telemetry {",
    // Names of series would have the server's name in them.
    "  disable_hostname          = true",
    '  prometheus_retention_time = "15m"',
    "}",
    "",
    'storage "raft" {',
    '  path = "/vault/data"',
    ...joins.flat(),
    "}",
    "",
    ...(seal === undefined ? [] : sealOf(seal)),
    'service_registration "kubernetes" {}',
  ].join("\n")}\n`;
}

function sealOf({ region, kmsKeyId }: AwsSeal): readonly string[] {
  return ['seal "awskms" {', `  region     = "${region}"`, `  kms_key_id = "${kmsKeyId}"`, "}", ""];
}

/** Days and hours as certificates have them. */
const YEAR = "8760h";

/** Names under which the servers are asked. */
const dnsNames = [
  "localhost",
  ...["vault", "vault-active", "vault-standby"].flatMap((name) => [
    name,
    `${name}.${VAULT_NAMESPACE}`,
    `${name}.${VAULT_NAMESPACE}.svc`,
    `${name}.${DOMAIN}`,
  ]),
  `*.${INTERNAL}`,
  `*.${INTERNAL}.${DOMAIN}`,
];

const API = "cert-manager.io/v1";
const named = (name: string) => ({ name, namespace: VAULT_NAMESPACE });
const issuerRef = (name: string) => ({ group: "cert-manager.io", kind: "Issuer", name });

/** What makes the certificates, in the order in which each needs the one before: an authority of Vault's own. */
export const vaultCertificates = [
  { apiVersion: API, kind: "Issuer", metadata: named("vault-root"), spec: { selfSigned: {} } },
  {
    apiVersion: API,
    kind: "Certificate",
    metadata: named("vault-ca"),
    spec: {
      isCA: true,
      commonName: "vault-ca",
      secretName: "vault-ca",
      // Ten years: whoever trusts it has it in a file.
      duration: "87600h",
      privateKey: { algorithm: "ECDSA", size: 384, rotationPolicy: "Never" },
      issuerRef: issuerRef("vault-root"),
    },
  },
  {
    apiVersion: API,
    kind: "Issuer",
    metadata: named("vault-ca"),
    spec: { ca: { secretName: "vault-ca" } },
  },
  {
    apiVersion: API,
    kind: "Certificate",
    metadata: named(VAULT_TLS),
    spec: {
      secretName: VAULT_TLS,
      duration: YEAR,
      renewBefore: "720h",
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      usages: ["server auth", "client auth"],
      dnsNames,
      ipAddresses: ["127.0.0.1"],
      issuerRef: issuerRef("vault-ca"),
    },
  },
] as const;

/** Tells Vault of a new certificate: it reads the files at its start and when it is sent SIGHUP. */
export const RELOAD_SCRIPT = `seen=$(sha256sum ${VAULT_TLS_FOLDER}/tls.crt)
while sleep 60; do
  now=$(sha256sum ${VAULT_TLS_FOLDER}/tls.crt)
  if [ "$now" != "$seen" ] && kill -HUP "$(pidof vault)"; then seen=$now; fi
done
`;
