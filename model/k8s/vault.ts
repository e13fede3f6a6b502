/** Vault in a cluster: its names, port and address. */

/** Namespace of Vault. */
export const VAULT_NAMESPACE = "vault";

/** The Service of the pods that are in service, as the chart names it. */
export const vaultService = { name: "vault-active", port: 8200 } as const;

/** URL of Vault: what `VAULT_ADDR` is elsewhere. */
export const vaultUrl = `https://${vaultService.name}.${VAULT_NAMESPACE}.svc.cluster.local:${String(vaultService.port)}`;
