import { open } from "node:fs/promises";
import { availableParallelism } from "node:os";

import { getLlama, InsufficientMemoryError, LlamaLogLevel, NoBinaryFoundError } from "node-llama-cpp";
import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel } from "node-llama-cpp";

import type { AgentConfig } from "../config.ts";
import type { Log } from "../log.ts";

import { prompter } from "./prompt.ts";
import type { Prompter } from "./prompt.ts";

/** A loaded model, ready to answer. */
export interface Engine {
  /** Most tokens of a prompt and its answer together. */
  readonly contextTokens: number;
  /** What computes: `metal`, or `cpu`. */
  readonly device: string;
  /** One for each answer that may be made at the same time. */
  readonly sequences: readonly LlamaContextSequence[];
  /** The prompt's tokens, those of the model's template among them. */
  readonly tokensOf: Prompter;
  readonly dispose: () => Promise<void>;
}

/** The newest version of the file format. Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
const NEWEST_GGUF = 3;

/** Why a model could not be loaded, as a sentence for who runs the agent. */
export class LoadError extends Error {}

/**
 * Loads the model. Uses the binary that came with the package and never compiles or downloads one.
 * @throws LoadError
 */
export async function loadEngine(config: AgentConfig, log: Log, signal: AbortSignal): Promise<Engine> {
  let llama: Llama | undefined;
  try {
    await refuseOtherFiles(config.modelPath);
    llama = await startLlama(log);
    const model = await llama.loadModel({ modelPath: config.modelPath, loadSignal: signal });
    const context = await newContext(model, config, log, signal);
    return engineOf(llama, model, context, config);
  } catch (error) {
    await llama?.dispose();
    signal.throwIfAborted();
    throw new LoadError(problemOf(error as Error, config), { cause: error });
  }
}

/** Looks at the file's first bytes: what is no GGUF, as a page that was saved in its place, is read for minutes else. */
async function refuseOtherFiles(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    const version = buffer.readUInt32LE(4);
    if (bytesRead < 8 || buffer.toString("latin1", 0, 4) !== "GGUF" || version < 2 || version > NEWEST_GGUF)
      throw new Error(`its first bytes are not those of GGUF 2 to ${NEWEST_GGUF}`);
  } finally {
    await file.close();
  }
}

function startLlama(log: Log): Promise<Llama> {
  return getLlama({
    // The packages that are installed hold Metal for Macs, and code for the processor alone everywhere else.
    gpu: process.platform === "darwin" ? "auto" : false,
    // The splitting of threads is left to LOCAL_AGENT_THREADS.
    maxThreads: 0,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.warn,
    logger: (level, message) =>
      log(
        level === LlamaLogLevel.error || level === LlamaLogLevel.fatal ? "error" : "debug",
        message.trim(),
        {
          from: "llama.cpp",
        },
      ),
  });
}

function newContext(
  model: LlamaModel,
  { contextTokens, concurrency, threads }: AgentConfig,
  log: Log,
  signal: AbortSignal,
): Promise<LlamaContext> {
  const contextSize = Math.min(contextTokens, model.trainContextSize);
  if (contextSize < contextTokens)
    log("warn", "the model holds less than LOCAL_AGENT_CONTEXT_TOKENS", {
      contextTokens,
      holds: contextSize,
    });
  // Threads wait for each other at every step: one that finds no free core makes each token many times slower.
  const cores = Math.min(model.llama.cpuMathCores, availableParallelism());
  return model.createContext({
    contextSize,
    sequences: concurrency,
    threads: threads === 0 ? Math.max(1, cores - 1) : threads,
    createSignal: signal,
  });
}

function engineOf(llama: Llama, model: LlamaModel, context: LlamaContext, config: AgentConfig): Engine {
  return {
    // llama.cpp rounds the size up; what was asked for stays the promise.
    contextTokens: Math.min(context.contextSize, config.contextTokens, model.trainContextSize),
    device: llama.gpu === false ? "cpu" : llama.gpu,
    sequences: Array.from({ length: config.concurrency }, () => context.getSequence()),
    tokensOf: prompter(model, config.promptFormat),
    dispose: () => llama.dispose(),
  };
}

function problemOf(error: Error, { modelPath, contextTokens, concurrency }: AgentConfig): string {
  if (error instanceof NoBinaryFoundError) {
    const machine = `${process.platform}-${process.arch}`;
    return `node-llama-cpp has no binary for this machine (${machine}) in its packages; run \`npm ci\` in workloads/local-agent on this machine, without --omit=optional.`;
  }
  if (error instanceof InsufficientMemoryError)
    return `The memory of this machine does not hold the model ${modelPath} with ${concurrency} × ${contextTokens} tokens of context; lower LOCAL_AGENT_CONTEXT_TOKENS or LOCAL_AGENT_CONCURRENCY, or set LOCAL_AGENT_MODEL_PATH to a smaller model.`;
  return `The model ${modelPath} cannot be loaded (${error.message}); set LOCAL_AGENT_MODEL_PATH to a whole GGUF file of a language model.`;
}
