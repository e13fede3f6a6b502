import { existsSync } from "node:fs";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { Agent } from "./app.ts";
import { ConfigError, loadConfig } from "./config.ts";
import type { AgentConfig } from "./config.ts";
import { LoadError } from "./inference/engine.ts";
import { jsonLog } from "./log.ts";
import { stopOnSignals } from "./shutdown.ts";

const BAD_CONFIG = 2;
const FAILED = 1;

await main();

async function main(): Promise<void> {
  const config = configOrExit();
  const log = jsonLog(config.logLevel);
  const agent = new Agent(config, log);
  stopOnSignals(agent, log, config.drainMs);
  agent.server.listen(config.port, config.host);
  try {
    await once(agent.server, "listening");
  } catch (error) {
    exitWith(FAILED, listenProblem(error as NodeJS.ErrnoException, config));
  }
  const { address, port } = agent.server.address() as AddressInfo;
  log("info", `listening at http://${address.includes(":") ? `[${address}]` : address}:${port}`);
  try {
    await agent.load();
  } catch (error) {
    if (error instanceof LoadError) exitWith(FAILED, error.message);
    // Otherwise a signal came first, and its handler ends the process.
  }
}

function configOrExit(): AgentConfig {
  try {
    const config = loadConfig(process.env);
    if (!existsSync(config.modelPath)) throw new ConfigError(missingModel(config));
    return config;
  } catch (error) {
    if (error instanceof ConfigError) return exitWith(BAD_CONFIG, error.message);
    throw error;
  }
}

function missingModel({ modelPath, model }: AgentConfig): string {
  return `The file ${modelPath} of the model ${model} is missing; run \`npm run fetch-model\` in workloads/local-agent to download it (4.4 GB), or set LOCAL_AGENT_MODEL_PATH to a GGUF file that you have.`;
}

function listenProblem(error: NodeJS.ErrnoException, { host, port }: AgentConfig): string {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE:
      "another process listens there (on port 5000 of a Mac mostly the AirPlay Receiver); end it, or set LOCAL_AGENT_PORT to a free port",
    EADDRNOTAVAIL: "this machine has no such address; set LOCAL_AGENT_HOST to one of its own",
    EACCES: "this user may not use the port; set LOCAL_AGENT_PORT to one above 1023",
    ENOTFOUND: "the host name is unknown; set LOCAL_AGENT_HOST to an address of this machine",
  };
  return `The agent cannot listen on ${host}:${port}: ${reasons[error.code ?? ""] ?? error.message}.`;
}

function exitWith(status: number, sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(status);
}
