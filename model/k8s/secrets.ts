/** The platform's store of secrets: the ClusterSecretStore of External Secrets, and how a secret in it is named. */

import type { SecretsSettings } from "../config/services/secrets";
import { VAULT_NAMESPACE, VAULT_TLS, vaultUrl } from "./vault";

/** Name of the store. */
export const PLATFORM_STORE = "platform";

/** External Secrets: its namespace and its service account have this name. */
const OPERATOR = "external-secrets";

/** Namespaces whose pods get secrets of the store; in any other an ExternalSecret that names it stays empty. */
const NAMESPACES = ["devtools", "llm", "router"] as const;

/** Whom Vault finds a token of the service account to be made for. */
const AUDIENCE = "vault";

/** Where the stack is on AWS. */
export interface AwsPlace {
  readonly region: string;
  /** Name of the stack, which the names of its secrets begin with. */
  readonly name: string;
}

function provider(settings: SecretsSettings, aws: AwsPlace | undefined) {
  if (settings.backend === "secretsManager") {
    if (aws === undefined) throw new Error("Secrets Manager is on AWS alone.");
    // No login stands here: the operator's pod has its role.
    return { aws: { service: "SecretsManager", region: aws.region, prefix: `${aws.name}/` } };
  }
  const { address, mount = "secret", role = OPERATOR } = settings;
  return {
    vault: {
      server: address ?? vaultUrl,
      path: mount,
      version: "v2",
      // Our own Vault has an authority of its own.
      ...(address === undefined && {
        caProvider: { type: "Secret", name: VAULT_TLS, namespace: VAULT_NAMESPACE, key: "ca.crt" },
      }),
      auth: {
        kubernetes: {
          mountPath: "kubernetes",
          role,
          serviceAccountRef: { name: OPERATOR, namespace: OPERATOR, audiences: [AUDIENCE] },
        },
      },
    },
  };
}

/**
 * The store of the backend that the config names.
 *
 * @param aws where the stack is. @default it is not on AWS
 * @throws Error for Secrets Manager elsewhere, which the config's schema refuses.
 * @see https://external-secrets.io/latest/api/clustersecretstore/
 */
export function platformStore(settings: SecretsSettings, aws?: AwsPlace) {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ClusterSecretStore",
    metadata: { name: PLATFORM_STORE },
    spec: { conditions: [{ namespaces: [...NAMESPACES] }], provider: provider(settings, aws) },
  };
}

/** A secret in a store of the cluster. */
export interface StoredSecret {
  readonly store: string;
  readonly key: string;
  /** Field of it. @default all of its text */
  readonly field?: string;
}

/** Field of a secret in Vault, whose secrets are maps: `vault kv put secret/platform/NAME value=…`. */
export const VAULT_FIELD = "value";

/**
 * A secret that a key of the config names: of the store that it names, or else of the platform's.
 *
 * @throws Error where it names none and there is none, which the config's schema refuses.
 */
export function storedSecret(
  { store, key }: { readonly store?: string | undefined; readonly key: string },
  secrets: SecretsSettings | undefined,
): StoredSecret {
  if (store !== undefined) return { store, key };
  if (secrets === undefined) throw new Error("There is no store of secrets.");
  return { store: PLATFORM_STORE, key, ...(secrets.backend === "vault" && { field: VAULT_FIELD }) };
}

/** The ExternalSecret that makes a Secret with one key from a stored secret, and follows its changes. */
export function externalSecret(
  metadata: { readonly name: string; readonly namespace: string },
  secretKey: string,
  { store, key, field }: StoredSecret,
) {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata,
    spec: {
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: store },
      target: { name: metadata.name },
      data: [{ secretKey, remoteRef: { key, ...(field !== undefined && { property: field }) } }],
    },
  };
}
