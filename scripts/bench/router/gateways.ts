/** The gateways of the router's bench, each started in front of the fake upstream. */

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../../../test/helpers/stack";
import { startedProcess } from "./processes";
import type { Started } from "./processes";
import { nameOf, paces } from "./wire";
import type { Model } from "./wire";

/** What is between a client and the upstream. */
export interface Gateway {
  readonly name: string;
  readonly process: Started;
  readonly port: number;
  /** What a client has to send. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Starts one gateway on a port. */
export type Start = (port: number, upstreamPort: number) => Promise<Gateway>;

const names = (Object.keys(paces) as Model[]).map(nameOf);

const node = (file: string): readonly [string, ...string[]] => [
  process.execPath,
  "--require",
  "tsx/cjs",
  join(__dirname, file),
];

export const floorName = "floor";
export const ourName = "ours";

/** The upstream itself, which tells what the bench's own ends can do. */
export const startUpstream: Start = async (port) => ({
  name: "direct",
  process: await startedProcess([...node("upstream.ts"), String(port)], { port, core: "ends" }),
  port,
  headers: {},
});

export const startFloor: Start = async (port, upstreamPort) => ({
  name: floorName,
  process: await startedProcess([...node("floor.ts"), String(port), String(upstreamPort)], { port }),
  port,
  headers: {},
});

/** Limits that are counted and never reached. */
const unreached = { requests_per_minute: 1e9, tokens_per_minute: 1e9, budget: { dollars: 1e9 } };

/**
 * Our router as it ships, one bundled file with the flags of its image.
 *
 * @param heapReport file that gets the size of its heap on SIGUSR2. @default it tells none
 * @throws Error where it cannot be built
 */
export function buildRouter(heapReport?: string): Start {
  const folder = mkdtempSync(join(tmpdir(), "plinth-bench-router-"));
  const flags = ["run", "--silent", "build", "--workspace", "workloads/router", "--", `--outdir=${folder}`];
  execFileSync("npm", flags, { cwd: repository });
  const hook = heapReport === undefined ? [] : ["--import", join(__dirname, "heap-report.ts")];
  const program = [process.execPath, ...imageFlags(), ...hook, join(folder, "server.js")] as const;
  return (port, upstreamPort) =>
    startOurs({ folder, program, env: { HEAP_REPORT: heapReport ?? "" } }, port, upstreamPort);
}

/** What the router's image gives to Node. @throws Error where the image starts something else */
function imageFlags(): readonly string[] {
  const file = join(repository, "docker-compose/images/router/Dockerfile");
  const command = /^CMD (\[.*\])$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "[]";
  const [program, ...args] = JSON.parse(command) as string[];
  if (program !== "node" || args.pop() !== "/app/server.js")
    throw new Error(`${file} has CMD ${command}; the bench knows ["node", <flags>, "/app/server.js"].`);
  return args;
}

/** How our router is started. */
interface Built {
  readonly folder: string;
  readonly program: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** With keys, registry, prices, metrics and limits in force. */
async function startOurs(built: Built, port: number, upstreamPort: number): Promise<Gateway> {
  const { folder } = built;
  const admin = randomBytes(24).toString("hex");
  const target = (model: string) => ({ backend: "bench", model, price: { input: 1, output: 2 } });
  const registry = {
    backends: { bench: { kind: "openai-compatible", url: `http://127.0.0.1:${upstreamPort}/v1` } },
    models: Object.fromEntries(names.map((model) => [model, { targets: [target(model)] }])),
  };
  const file = join(folder, "registry.yaml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(registry));
  const env = {
    ...built.env,
    ROUTER_PORT: String(port),
    ROUTER_REGISTRY_FILE: file,
    ROUTER_ADMIN_KEY: admin,
    ROUTER_LOG_LEVEL: "info",
    SQLITE_DB_PATH: join(folder, "models.db"),
  };
  const process_ = await startedProcess(built.program, { port, env });
  const made = await fetch(`http://127.0.0.1:${port}/admin/v1/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${admin}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "bench", ...unreached }),
  });
  const answer = (await made.json()) as { readonly key?: string };
  const { key } = answer;
  if (key === undefined) throw new Error(`The router made no key: ${JSON.stringify(answer)}`);
  return { name: ourName, process: process_, port, headers: { authorization: `Bearer ${key}` } };
}

/** LiteLLM's proxy with one worker, its key and its default logging. */
function startLiteLlm(program: string): Start {
  return async (port, upstreamPort) => {
    const folder = mkdtempSync(join(tmpdir(), "plinth-bench-litellm-"));
    const key = `sk-${randomBytes(16).toString("hex")}`;
    const config = {
      model_list: names.map((model) => ({
        model_name: model,
        litellm_params: {
          model: `openai/${model}`,
          api_base: `http://127.0.0.1:${upstreamPort}/v1`,
          api_key: "none",
        },
      })),
      general_settings: { master_key: key },
      litellm_settings: { telemetry: false },
    };
    const file = join(folder, "config.yaml");
    writeFileSync(file, JSON.stringify(config));
    const flags = ["--config", file, "--host", "127.0.0.1", "--port", String(port), "--num_workers", "1"];
    // Its list of prices would be read from the internet.
    const env = { LITELLM_LOCAL_MODEL_COST_MAP: "True", HOME: folder };
    const process_ = await startedProcess([program, ...flags], { port, env });
    return { name: "LiteLLM", process: process_, port, headers: { authorization: `Bearer ${key}` } };
  };
}

/** Portkey's open gateway, told by headers where to go: it has no keys, registry, metrics or limits of its own. */
function startPortkey(file: string): Start {
  return async (port, upstreamPort) => ({
    name: "Portkey",
    process: await startedProcess([process.execPath, file, `--port=${port}`, "--headless"], { port }),
    port,
    headers: {
      authorization: "Bearer none",
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `http://127.0.0.1:${upstreamPort}/v1`,
    },
  });
}

/**
 * The gateways of others that a folder has.
 *
 * @param folder as `python3 -m venv <folder>`, `<folder>/bin/pip install 'litellm[proxy]'` and `npm install --prefix
 * <folder> @portkey-ai/gateway` make it
 */
export function peersIn(folder: string): {
  readonly found: readonly Start[];
  readonly missing: readonly string[];
} {
  const liteLlm = join(folder, "bin", "litellm");
  const portkey = join(folder, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");
  const found = [
    ...(existsSync(portkey) ? [startPortkey(portkey)] : []),
    ...(existsSync(liteLlm) ? [startLiteLlm(liteLlm)] : []),
  ];
  return { found, missing: [portkey, liteLlm].filter((file) => !existsSync(file)) };
}
