/** Certificates for one test: an authority, and a server that it vouches for. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../../helpers/stack";

/** A server's key and its certificate, followed by the authority's; and the authority's file, for those who trust it. */
export interface Certificates {
  readonly key: string;
  readonly chain: string;
  readonly authorityFile: string;
}

/** Days that they are good for. */
const DAYS = "2";

/**
 * Makes certificates in a folder.
 *
 * @throws Error where there is no openssl, or it fails.
 */
export async function makeCertificates(folder: string, hosts: readonly string[]): Promise<Certificates> {
  const file = (name: string): string => join(folder, name);
  const openssl = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await execute("openssl", args, { timeoutSeconds: 60 });
    if (code !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;
  const authority = [...newKey, "-keyout", file("ca.key"), "-out", file("ca.pem"), "-days", DAYS] as const;
  const extensions = ["-addext", "basicConstraints=critical,CA:TRUE"] as const;
  await openssl("req", "-x509", ...authority, "-subj", "/CN=Stand-in authority", ...extensions);
  const request = [...newKey, "-keyout", file("server.key"), "-out", file("server.csr")] as const;
  await openssl("req", ...request, "-subj", "/CN=Stand-in for AWS");
  writeFileSync(file("server.ext"), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}\n`);
  const signing = [
    "-CA",
    file("ca.pem"),
    "-CAkey",
    file("ca.key"),
    "-CAcreateserial",
    "-days",
    DAYS,
  ] as const;
  const signed = [
    "-in",
    file("server.csr"),
    "-out",
    file("server.pem"),
    "-extfile",
    file("server.ext"),
  ] as const;
  await openssl("x509", "-req", ...signing, ...signed);
  return {
    key: readFileSync(file("server.key"), "utf8"),
    chain: readFileSync(file("server.pem"), "utf8") + readFileSync(file("ca.pem"), "utf8"),
    authorityFile: file("ca.pem"),
  };
}
