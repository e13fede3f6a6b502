/** `npm run dev`: the router and the local agent on this machine, without Docker, until Ctrl-C. */

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Program, said } from "./dev/program";
import { namesBackend, routerSettings } from "./dev/settings";

const root = join(__dirname, "..");
/** Where the router of `npm run dev` keeps its database and its admin key. */
const folder = process.env["PLINTH_DEV_DIR"] ?? join(root, ".plinth", "dev");
const workload = (name: string): string => join(root, "workloads", name);

/** Both workloads name their address in this way once they listen. */
const LISTENING = /listening at (https?:\/\/[^\s"]+)/;

const programs: Program[] = [];
let isStopping = false;

function say(text: string): void {
  process.stderr.write(said("dev", text));
}

/** The first signal ends both in an orderly way, the second one at once. */
function stop(): void {
  if (isStopping) for (const program of programs) program.kill();
  else if (programs.length > 0) say("Stopping; open requests are finished. Ctrl-C again ends at once.");
  isStopping = true;
  for (const program of programs) program.stop();
}

function start(...args: ConstructorParameters<typeof Program>): Program {
  const program = new Program(...args);
  programs.push(program);
  if (isStopping) program.stop();
  return program;
}

/** Starts the local agent, where it can be. @returns its address; `undefined` where there is none */
async function startAgent(): Promise<string | undefined> {
  const given = process.env["LOCAL_AGENT_URL"] ?? "";
  if (given !== "") {
    say(`LOCAL_AGENT_URL names the local agent at ${given}, so none is started.`);
    return given;
  }
  const agentFolder = workload("local-agent");
  if (!existsSync(join(agentFolder, "node_modules", "node-llama-cpp"))) {
    say(
      "The local agent is not installed, so the router is alone; `npm ci` in workloads/local-agent installs it.",
    );
    return undefined;
  }
  const agent = start({ name: "local-agent", entry: "src/server.ts", folder: agentFolder, environment: {} });
  const address = (await agent.says(LISTENING))?.[1];
  void agent.ended.then((ending) => {
    if (!isStopping) say(`The local agent ended (${String(ending)}); the router goes on without it.`);
  });
  return address;
}

/** Starts the router. @returns its exit status, once it has ended */
async function runRouter(agentUrl: string | undefined): Promise<number> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const environment = routerSettings(process.env, folder, agentUrl);
  const router = start({ name: "router", entry: "src/server.ts", folder: workload("router"), environment });
  const address = (await router.says(LISTENING))?.[1];
  if (address !== undefined) {
    say(`The router answers at ${address}/v1; Ctrl-C ends all.`);
    if (environment["ROUTER_ADMIN_KEY_FILE"] !== undefined)
      say(
        `Its keys and models: ./plinth models list --url ${address} --admin-key-file ${environment["ROUTER_ADMIN_KEY_FILE"]}`,
      );
    if (agentUrl === undefined && !namesBackend(process.env))
      say(
        "It has no model yet: set ROUTER_UPSTREAM_URL, or add one by `./plinth models add-backend` and `models add`.",
      );
  }
  const ending = await router.ended;
  return typeof ending === "number" ? ending : 1;
}

async function main(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  const agentUrl = await startAgent();
  const status = isStopping ? 0 : await runRouter(agentUrl);
  for (const program of programs) program.stop();
  await Promise.all(programs.map(({ ended }) => ended));
  process.exitCode = status;
}

void main();
