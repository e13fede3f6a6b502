/** Who may speak to a cluster: tokens, the key of service accounts, and a kubeconfig for each identity. */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** Identities with a token: user and groups, as RBAC knows them. */
const identities = {
  admin: { user: "plinth-test", groups: ["system:masters"] },
  "kube-controller-manager": { user: "system:kube-controller-manager", groups: [] },
  "kube-scheduler": { user: "system:kube-scheduler", groups: [] },
} as const;

/** Name of an identity. */
export type Identity = keyof typeof identities;

/** Tokens and keys of one cluster, in its folder; nobody else of this machine may read them. */
export interface Credentials {
  readonly tokens: Readonly<Record<Identity, string>>;
  /** The API server's list of tokens. */
  readonly tokenFile: string;
  readonly serviceAccountKey: string;
}

/** Makes credentials for one cluster. */
export function makeCredentials(folder: string): Credentials {
  const names = Object.keys(identities) as Identity[];
  const tokens = Object.fromEntries(
    names.map((name) => [name, randomBytes(24).toString("hex")]),
  ) as Credentials["tokens"];
  const lines = names.map((name) => {
    const { user, groups } = identities[name];
    return `${tokens[name]},${user},${name},"${groups.join(",")}"`;
  });
  const tokenFile = join(folder, "tokens.csv");
  writePrivately(tokenFile, `${lines.join("\n")}\n`);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const serviceAccountKey = join(folder, "service-accounts.key");
  writePrivately(serviceAccountKey, privateKey.export({ type: "sec1", format: "pem" }).toString());
  return { tokens, tokenFile, serviceAccountKey };
}

/** Writes the kubeconfig of every identity; returns their paths. */
export function writeKubeconfigs(
  folder: string,
  { tokens }: Credentials,
  { server, ca }: { readonly server: string; readonly ca: string },
): Readonly<Record<Identity, string>> {
  const paths = Object.entries(tokens).map(([name, token]) => {
    const path = join(folder, `${name}.kubeconfig`);
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "test", cluster: { server, "certificate-authority": ca } }],
      users: [{ name, user: { token } }],
      contexts: [{ name: "test", context: { cluster: "test", user: name } }],
      "current-context": "test",
    };
    writePrivately(path, stringify(kubeconfig));
    return [name, path] as const;
  });
  return Object.fromEntries(paths) as Record<Identity, string>;
}

function writePrivately(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
}
