import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";

const run = promisify(execFile);

const NO_VARIABLES = join(__dirname, "../fixtures/compose/none.env");

/** What Docker Compose itself makes of one service, in a form that both its versions' answers can be brought to. */
export interface ComposeService {
  image: string;
  containerName: string | undefined;
  command: string[];
  entrypoint: string[];
  environment: Record<string, string>;
  /** `address:host:container/protocol`, sorted. */
  ports: string[];
  /** `source:target:ro` or `:rw`, sorted. */
  mounts: string[];
  tmpfs: string[];
  networks: string[];
  networkMode: string | undefined;
  user: string | undefined;
  restart: string;
}

/** What Docker Compose itself makes of a file. */
export interface ComposeFile {
  services: Record<string, ComposeService>;
  /** Names in the engine, by key. */
  networks: Record<string, string>;
}

/** The part of Compose's answer that is read here; version 1 writes short forms, version 2 long ones. */
interface Answer {
  services: Record<string, AnsweredService>;
  networks?: Record<string, { name?: string }>;
}

interface AnsweredService {
  image: string;
  container_name?: string;
  command?: string[] | string | null;
  entrypoint?: string[] | string | null;
  environment?: Record<string, string | null>;
  ports?: (string | { host_ip?: string; published: string | number; target: number; protocol: string })[];
  volumes?: (string | { source: string; target: string; read_only?: boolean })[];
  tmpfs?: string[];
  networks?: Record<string, unknown>;
  network_mode?: string;
  user?: string;
  restart?: string;
}

/** How Docker Compose is called on this machine, or `undefined` where there is none. */
export async function composeCommand(): Promise<readonly [string, ...string[]] | undefined> {
  const candidates = [["docker", "compose"] as const, ["docker-compose"] as const];
  for (const [file, ...args] of candidates) {
    try {
      await run(file, [...args, "version"]);
      return [file, ...args];
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Asks Docker Compose what it makes of a file, without any `.env`. */
export async function composeConfig(
  [file, ...args]: readonly [string, ...string[]],
  path: string,
  environment: Record<string, string>,
): Promise<ComposeFile> {
  const all = [...args, "--env-file", NO_VARIABLES, "-f", path, "config"];
  const others = Object.entries(process.env).filter(([name]) => !/^(?:PLINTH|COMPOSE)_/.test(name));
  const { stdout } = await run(file, all, { env: { ...Object.fromEntries(others), ...environment } });
  const answer = parse(stdout) as Answer;
  return {
    services: Object.fromEntries(Object.entries(answer.services).map(([id, one]) => [id, service(one)])),
    networks: Object.fromEntries(
      Object.entries(answer.networks ?? {}).map(([id, { name }]) => [id, name ?? id]),
    ),
  };
}

function service(answer: AnsweredService): ComposeService {
  return {
    image: answer.image,
    containerName: answer.container_name,
    command: words(answer.command),
    entrypoint: words(answer.entrypoint),
    environment: Object.fromEntries(
      // `config` prints a dollar sign twice, so that its output can be read again.
      Object.entries(answer.environment ?? {}).map(([name, value]) => [
        name,
        (value ?? "").replaceAll("$$", "$"),
      ]),
    ),
    ports: (answer.ports ?? []).map(port).sort(),
    mounts: (answer.volumes ?? []).map(mount).sort(),
    tmpfs: [...(answer.tmpfs ?? [])].sort(),
    networks:
      answer.network_mode === undefined ? Object.keys(answer.networks ?? { default: null }).sort() : [],
    networkMode: answer.network_mode,
    user: answer.user,
    restart: answer.restart ?? "no",
  };
}

function words(value: string[] | string | null | undefined): string[] {
  const list = typeof value === "string" ? value.split(" ") : (value ?? []);
  return list.map((word) => word.replaceAll("$$", "$"));
}

function port(value: NonNullable<AnsweredService["ports"]>[number]): string {
  if (typeof value === "string") return value.includes("/") ? value : `${value}/tcp`;
  const { host_ip = "0.0.0.0", published, target, protocol } = value;
  return `${host_ip}:${String(published)}:${String(target)}/${protocol}`;
}

function mount(value: NonNullable<AnsweredService["volumes"]>[number]): string {
  if (typeof value !== "string")
    return `${value.source}:${value.target}:${value.read_only === true ? "ro" : "rw"}`;
  return /:(?:ro|rw)$/.test(value) ? value : `${value}:rw`;
}
