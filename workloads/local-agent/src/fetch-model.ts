import { existsSync, mkdirSync } from "node:fs";
import { basename, dirname } from "node:path";

import { createModelDownloader } from "node-llama-cpp";

import { ConfigError, loadConfig } from "./config.ts";
import type { AgentConfig } from "./config.ts";

/** How long a server may take to say that it has the file, in milliseconds. */
const LOOK_UP_MS = 30_000;

await main();

async function main(): Promise<void> {
  try {
    const config = loadConfig(process.env);
    process.stdout.write(`${await fetchModel(config)}\n`);
  } catch (error) {
    const { modelUri } = error instanceof ConfigError ? { modelUri: undefined } : loadConfig(process.env);
    const { message } = error as Error;
    process.stderr.write(
      modelUri === undefined
        ? `${message}\n`
        : `${modelUri} cannot be fetched (${message}); check the network, or set LOCAL_AGENT_MODEL_URI to another one.\n`,
    );
    process.exitCode = modelUri === undefined ? 2 : 1;
  }
}

/** Fetches the model's file where it is missing; a download that broke off goes on. */
async function fetchModel({ modelPath, modelUri }: AgentConfig): Promise<string> {
  if (existsSync(modelPath)) return `${modelPath} is there already.`;
  await refuseUnreachable(modelUri);
  mkdirSync(dirname(modelPath), { recursive: true });
  const downloader = await createModelDownloader({
    modelUri,
    dirPath: dirname(modelPath),
    fileName: basename(modelPath),
    showCliProgress: process.stdout.isTTY,
  });
  await downloader.download();
  return `${modelPath} is fetched from ${modelUri}.`;
}

/** The downloader would try an address again for minutes, and say nothing. A name `hf:` it looks up first by itself. */
async function refuseUnreachable(uri: string): Promise<void> {
  if (uri.startsWith("hf:")) return;
  const answer = await fetch(uri, { method: "HEAD", signal: AbortSignal.timeout(LOOK_UP_MS) });
  if (!answer.ok) throw new Error(`its server answers with status ${answer.status}`);
}
