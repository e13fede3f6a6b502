/** A real Postgres and a real Redis for a test, by TLS alone; both are programs of this machine. */

import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What the servers need on the PATH. */
export const statePrograms = ["postgres", "initdb", "psql", "redis-server", "redis-cli", "openssl"] as const;

/** A user without rights: Postgres does not run as root. */
const NOBODY = 65_534;

/** How long a server may take to listen. */
const START_MS = 30_000;

/** The programs that are not there. */
export function missingPrograms(programs: readonly string[]): readonly string[] {
  return programs.filter((program) => spawnSync(program, ["--version"]).error !== undefined);
}

/** A port of the loopback that is free. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until somebody listens. @throws Error where nobody does in time. */
export async function listening(port: number, what: string): Promise<void> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    const there = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
    if (there) return;
    await sleep(50);
  }
  throw new Error(`${what} does not listen on ${String(port)}.`);
}

/** Ends a process and waits for its end. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await end;
}

/** An authority with a certificate for `localhost` that it signed: `ca.crt`, `tls.crt` and `tls.key` of a folder. */
export function makeCertificates(folder: string): void {
  const at = (file: string): string => join(folder, file);
  const openssl = (...words: readonly string[]) => execFileSync("openssl", words, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const days = ["-days", "2"];
  openssl(
    ...["req", "-x509", ...key, ...days, "-subj", "/CN=test authority"],
    ...["-keyout", at("ca.key"), "-out", at("ca.crt")],
  );
  openssl(
    ...[
      "req",
      "-x509",
      ...key,
      ...days,
      "-subj",
      "/CN=localhost",
      "-CA",
      at("ca.crt"),
      "-CAkey",
      at("ca.key"),
    ],
    ...["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"],
    ...["-keyout", at("tls.key"), "-out", at("tls.crt")],
  );
}

/** Who may log in, and by what. */
export interface StateLogin {
  readonly user: string;
  readonly password: string;
}

/** Postgres with one database and its owner; whoever comes without TLS is refused. */
export async function startPostgres(
  folder: string,
  port: number,
  { user, password }: StateLogin,
): Promise<ChildProcess> {
  const data = join(folder, "postgres");
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const own = (path: string): void => {
    if (owner.uid !== undefined) chownSync(path, owner.uid, owner.gid);
  };
  mkdirSync(data, { mode: 0o700 });
  own(data);
  const options = { ...owner, stdio: "pipe" } as const;
  execFileSync("initdb", ["-D", data, "-U", "admin", "--auth", "trust", "--no-sync"], options);
  const put = (file: string, text: string): void => {
    writeFileSync(join(data, file), text, { mode: 0o600 });
    own(join(data, file));
  };
  for (const file of ["tls.crt", "tls.key"])
    put(file, execFileSync("cat", [join(folder, file)], { encoding: "utf8" }));
  put("pg_hba.conf", "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n");
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: data,
    ssl: "on",
    ssl_cert_file: "tls.crt",
    ssl_key_file: "tls.key",
    fsync: "off",
  };
  const words = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const child = spawn("postgres", ["-D", data, ...words], { ...owner, stdio: "ignore" });
  await listening(port, "Postgres");
  chmodSync(data, 0o700);
  askPostgres(folder, port, `CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
  askPostgres(folder, port, `CREATE DATABASE ${user} OWNER ${user}`);
  return child;
}

/** What the superuser of that Postgres gets for a statement: a line for each row, with `|` between values. */
function askPostgres(folder: string, port: number, statement: string): string {
  const to = ["-h", join(folder, "postgres"), "-p", String(port), "-U", "admin", "-d", "postgres"];
  const words = [...to, "-v", "ON_ERROR_STOP=1", "--quiet", "-At", "-c", statement];
  return execFileSync("psql", words, { encoding: "utf8", stdio: "pipe" }).trim();
}

/** A login of Redis with its rules. */
export interface RedisLogin extends StateLogin {
  readonly access: string;
}

/** Redis with users, whose rules are given; whoever comes without TLS or without a name is refused. */
export async function startRedis(
  folder: string,
  port: number,
  users: readonly RedisLogin[],
): Promise<ChildProcess> {
  const acl = join(folder, "users.acl");
  const lines = users.map(({ user, password, access }) => `user ${user} >${password} ${access}\n`);
  writeFileSync(acl, `user default off\n${lines.join("")}`);
  const settings = {
    port: "0",
    "tls-port": String(port),
    bind: "127.0.0.1",
    "tls-cert-file": join(folder, "tls.crt"),
    "tls-key-file": join(folder, "tls.key"),
    "tls-ca-cert-file": join(folder, "ca.crt"),
    "tls-auth-clients": "no",
    aclfile: acl,
    save: "",
    dir: folder,
  };
  const words = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
  const child = spawn("redis-server", words, { stdio: "ignore" });
  await listening(port, "Redis");
  return child;
}

/** What a login of that Redis gets for a command: a line for each value, and an error as Redis words it. */
export function askRedis(
  folder: string,
  port: number,
  { user, password }: StateLogin,
  ...command: readonly string[]
): string {
  const to = ["-h", "localhost", "-p", String(port), "--tls", "--cacert", join(folder, "ca.crt")];
  return execFileSync("redis-cli", [...to, "--user", user, "--no-auth-warning", ...command], {
    env: { ...process.env, REDISCLI_AUTH: password },
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
}
