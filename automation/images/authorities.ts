/**
 * Hands this machine's extra certificate authorities to the build stages.
 *
 * Some networks re-sign TLS with an authority of their own. Its certificate is copied into the ignored folder
 * docker-compose/images/ca, which only build stages copy.
 */

import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";

/** Where the build stages look. */
export const authoritiesFolder = "docker-compose/images/ca";

/** Where Debian keeps what the machine's owner added, and what every Debian has. */
const addedFolder = "/usr/local/share/ca-certificates";
const commonFolder = "/usr/share/ca-certificates/mozilla";

/** Variables that name a file of authorities for some program. */
const bundleVariables = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE"];

/** Files with this prefix are ours to rewrite; others were put there by the user. */
const ownPrefix = "host-";

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a text in PEM form, by fingerprint; what cannot be parsed is left out. */
function certificatesOf(pem: string): Map<string, string> {
  const certificates = new Map<string, string>();
  for (const [block] of pem.matchAll(pemBlock)) {
    try {
      const { fingerprint256 } = new X509Certificate(block);
      certificates.set(fingerprint256.replaceAll(":", "").toLowerCase(), block);
    } catch {
      // A damaged certificate vouches for nobody.
    }
  }
  return certificates;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".crt")).map((name) => join(folder, name));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Authorities of this machine that are not among the usual ones, by fingerprint (SHA-256, hexadecimal). */
export function extraAuthorities(
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  folder: string = addedFolder,
): Map<string, string> {
  const bundles = bundleVariables.flatMap((name) => environment[name] ?? []);
  const files = [...filesIn(folder), ...new Set(bundles)];
  const extra = certificatesOf(files.map(readIfThere).join("\n"));
  const usual = [...rootCertificates, ...filesIn(commonFolder).map(readIfThere)].join("\n");
  for (const fingerprint of certificatesOf(usual).keys()) extra.delete(fingerprint);
  return extra;
}

/** Brings the folder of the build stages up to date. Files that the user put there stay. */
export function shareAuthorities(root: string, authorities: ReadonlyMap<string, string>): void {
  const folder = join(root, authoritiesFolder);
  mkdirSync(folder, { recursive: true });
  const wanted = new Map(
    [...authorities].map(([fingerprint, pem]) => [`${ownPrefix}${fingerprint.slice(0, 16)}.crt`, `${pem}\n`]),
  );
  for (const name of readdirSync(folder))
    if (name.startsWith(ownPrefix) && !wanted.has(name)) rmSync(join(folder, name));
  for (const [name, pem] of wanted) writeFileSync(join(folder, name), pem);
}
