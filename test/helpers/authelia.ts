/** The real Authelia in a test: its files, its commands, and how it is asked. */

import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { autheliaConfiguration } from "../../model/k8s/sso/configuration";
import { autheliaFolders, autheliaPorts, autheliaSecrets, secretClients } from "../../model/k8s/sso/names";
import type { SsoSettings } from "../../model/k8s/sso/names";

/** Domain of the tests. */
export const TEST_DOMAIN = "example.org";

/** Whether there is a program `authelia`. */
export function hasAuthelia(): boolean {
  return spawnSync("authelia", ["--version"]).status === 0;
}

/** What Authelia compares a secret with. */
export function digestOf(kind: "argon2" | "bcrypt", secret: string): string {
  const words = ["crypto", "hash", "generate", kind, "--password", secret, "--no-confirm"];
  return execFileSync("authelia", words, { encoding: "utf8" })
    .replace(/^Digest: /, "")
    .trim();
}

/** Puts a file into a folder. */
export function put(folder: string, path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** The Secrets that the cluster makes, as files. */
export function putSecrets(folder: string): void {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  put(folder, "signing/tls.key", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  for (const key of Object.keys(autheliaSecrets)) put(folder, `secrets/${key}`, "0123456789abcdef".repeat(4));
  const digest = digestOf("bcrypt", "secret");
  for (const client of secretClients) put(folder, `secrets/${client}-digest`, digest);
}

/** Writes the configuration of settings, with a folder in place of the container's folders. */
export function putConfiguration(
  folder: string,
  file: string,
  settings: SsoSettings,
  ports: { readonly http: number; readonly metrics: number } = autheliaPorts,
): string {
  const moved = Object.entries(autheliaFolders).reduce(
    (text, [name, path]) =>
      text
        .replaceAll(`${path}/`, `${join(folder, name)}/`)
        .replaceAll(`${path}\n`, `${join(folder, name)}\n`),
    autheliaConfiguration(settings),
  );
  const text = moved
    .replace(`tcp://:${String(autheliaPorts.http)}/`, `tcp://127.0.0.1:${String(ports.http)}/`)
    .replace(`tcp://:${String(autheliaPorts.metrics)}`, `tcp://127.0.0.1:${String(ports.metrics)}`);
  put(folder, file, text);
  return join(folder, file);
}

/** The environment of its container, with more. */
export function environmentOf(folder: string, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const files = Object.entries(autheliaSecrets).map(([key, variable]) => [
    variable,
    join(folder, "secrets", key),
  ]);
  return {
    PATH: process.env["PATH"],
    PLINTH_DOMAIN: TEST_DOMAIN,
    AUTHELIA_SERVER_DISABLE_HEALTHCHECK: "true",
    ...(Object.fromEntries(files) as Readonly<Record<string, string>>),
    ...more,
  };
}

const filters = ["--config.experimental.filters", "template"];

/** A command of Authelia's with a configuration. @returns its output @throws Error where it fails */
export function autheliaCommand(
  config: string,
  env: NodeJS.ProcessEnv,
  ...words: readonly string[]
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync("authelia", [...words, "--config", config, ...filters], {
    env,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

/** Starts it. What it says goes to `said`. */
export function startAuthelia(config: string, env: NodeJS.ProcessEnv, said: string[]): ChildProcess {
  const child = spawn("authelia", ["--config", config, ...filters], { env });
  child.stdout.on("data", (data: Buffer) => said.push(data.toString()));
  child.stderr.on("data", (data: Buffer) => said.push(data.toString()));
  return child;
}

/** What it answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The cookie that it set, as a browser sends it back. @default none */
  readonly cookie?: string | undefined;
  /** Where it leads the browser. @default nowhere */
  readonly location?: string | undefined;
}

/** What it is asked. */
export interface Question {
  readonly method?: "GET" | "POST";
  readonly path: string;
  /** The name that the browser asked for. */
  readonly host: string;
  readonly cookie?: string | undefined;
  readonly body?: object;
}

/** Asks as the gateway does for a browser. */
export async function ask(port: number, question: Question): Promise<Answer> {
  const { method = "GET", path, host, cookie, body } = question;
  const headers = {
    host,
    accept: "application/json",
    "x-forwarded-proto": "https",
    "x-forwarded-host": host,
    ...(cookie !== undefined && { cookie }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const [set] = response.headers["set-cookie"] ?? [];
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts).toString(),
          cookie: set?.split(";")[0],
          location: response.headers.location,
        });
      });
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of an authenticator app now, by RFC 6238: SHA-1, six digits, thirty seconds. */
export function codeOf(secret: string, now = Date.now()): string {
  const bits = [...secret.replaceAll("=", "")]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", Buffer.from(bytes)).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, "0");
}
