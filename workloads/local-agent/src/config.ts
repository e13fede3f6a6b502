import { homedir } from "node:os";
import { join } from "node:path";

const MIB = 1024 * 1024;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const PROMPT_FORMATS = ["chat", "raw"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** All that the agent is told from outside, checked. */
export interface AgentConfig {
  readonly host: string;
  readonly port: number;
  /** The name under which clients know the model; it begins with `local_`. */
  readonly model: string;
  /** The GGUF file of the model. */
  readonly modelPath: string;
  /** Where `npm run fetch-model` gets that file. */
  readonly modelUri: string;
  /** Most tokens of prompt and answer together. */
  readonly contextTokens: number;
  /** How many answers are made at the same time. */
  readonly concurrency: number;
  /** Threads that compute on the processor; 0 takes all its cores that are good at it but one. */
  readonly threads: number;
  /** How many requests may wait for their turn. */
  readonly queueLimit: number;
  /** `chat` puts the prompt into the model's own template of a user's message, `raw` leaves it as it is. */
  readonly promptFormat: (typeof PROMPT_FORMATS)[number];
  /** Largest request body, in bytes. */
  readonly bodyLimitBytes: number;
  /** How long open requests may go on after SIGTERM, in milliseconds. */
  readonly drainMs: number;
  readonly logLevel: LogLevel;
}

/** Every mistake in the configuration: one sentence each, one line each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What one variable of the environment may say. */
export interface Variable<T> {
  readonly fallback: string;
  /** Completes "it must be …". */
  readonly allowed: string;
  /** The value that a text stands for; undefined where it stands for none. */
  readonly read: (text: string) => T | undefined;
}

function numeric(fallback: number, min: number, max: number, kind: "an integer" | "a number") {
  const read = (text: string): number | undefined => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max && (kind === "a number" || Number.isInteger(value))
      ? value
      : undefined;
  };
  return { fallback: String(fallback), allowed: `${kind} from ${min} to ${max}`, read };
}

function oneOf<const T extends string>(fallback: NoInfer<T>, words: readonly T[]): Variable<T> {
  const read = (text: string): T | undefined => words.find((word) => word === text);
  return { fallback, allowed: `one of ${words.join(", ")}`, read };
}

function matching(fallback: string, pattern: RegExp, allowed: string): Variable<string> {
  return { fallback, allowed, read: (text) => (pattern.test(text) ? text : undefined) };
}

/** The environment's variables, their defaults and what they may say; the README's table lists the same. */
export const variables = {
  LOCAL_AGENT_MODEL: matching(
    "local_mistral-7b-instruct-q4",
    /^local_[\w.-]{1,100}$/,
    "local_ and a name of letters, digits, dots, dashes and underscores, as the router sends on local_* only",
  ),
  LOCAL_AGENT_MODEL_PATH: matching(
    "~/.cache/plinth/models/mistral-7b-instruct-q4.gguf",
    /\.gguf$/,
    "the path of a GGUF file, which ends in .gguf",
  ),
  LOCAL_AGENT_MODEL_URI: matching(
    "hf:bartowski/Mistral-7B-Instruct-v0.3-GGUF:Q4_K_M",
    /^(hf:|https?:\/\/)\S+$/,
    "hf:USER/REPOSITORY:QUANTISATION, or an http or https URL of a GGUF file",
  ),
  LOCAL_AGENT_CONTEXT_TOKENS: numeric(4096, 64, 1_048_576, "an integer"),
  LOCAL_AGENT_CONCURRENCY: numeric(1, 1, 64, "an integer"),
  LOCAL_AGENT_THREADS: numeric(0, 0, 1024, "an integer"),
  LOCAL_AGENT_QUEUE_LIMIT: numeric(8, 0, 10_000, "an integer"),
  LOCAL_AGENT_PROMPT_FORMAT: oneOf("chat", PROMPT_FORMATS),
  LOCAL_AGENT_HOST: matching("127.0.0.1", /^\S+$/, "an address of this machine"),
  LOCAL_AGENT_PORT: numeric(5000, 0, 65535, "an integer"),
  LOCAL_AGENT_BODY_LIMIT_MIB: numeric(1, 0.001, 64, "a number"),
  LOCAL_AGENT_DRAIN_SECONDS: numeric(8, 0, 3600, "a number"),
  LOCAL_AGENT_LOG_LEVEL: oneOf("info", LOG_LEVELS),
} as const satisfies Readonly<Record<string, Variable<string> | Variable<number>>>;

type Name = keyof typeof variables;
type Values = { -readonly [N in Name]: Exclude<ReturnType<(typeof variables)[N]["read"]>, undefined> };
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment; an empty variable counts as not set.
 * @throws ConfigError with every mistake at once
 */
export function loadConfig(env: Environment): AgentConfig {
  const issues: string[] = [];
  const values: Partial<Record<Name, string | number>> = {};
  for (const [name, { fallback, allowed, read }] of Object.entries(variables) as [
    Name,
    Variable<string | number>,
  ][]) {
    const text = (env[name] ?? "").trim();
    const value = read(text === "" ? fallback : text);
    if (value === undefined) issues.push(sentence(name, text, `${allowed} (default ${fallback})`));
    else values[name] = value;
  }
  if (issues.length > 0) throw new ConfigError(issues.join("\n"));
  return toConfig(values as Values, env);
}

function sentence(name: string, text: string, allowed: string): string {
  return `${name} is "${text.slice(0, 200)}"; it must be ${allowed}. Set it in the agent's environment.`;
}

function toConfig(values: Values, env: Environment): AgentConfig {
  return {
    host: values.LOCAL_AGENT_HOST,
    port: values.LOCAL_AGENT_PORT,
    model: values.LOCAL_AGENT_MODEL,
    modelPath: expanded(values.LOCAL_AGENT_MODEL_PATH, env),
    modelUri: values.LOCAL_AGENT_MODEL_URI,
    contextTokens: values.LOCAL_AGENT_CONTEXT_TOKENS,
    concurrency: values.LOCAL_AGENT_CONCURRENCY,
    threads: values.LOCAL_AGENT_THREADS,
    queueLimit: values.LOCAL_AGENT_QUEUE_LIMIT,
    promptFormat: values.LOCAL_AGENT_PROMPT_FORMAT,
    bodyLimitBytes: Math.round(values.LOCAL_AGENT_BODY_LIMIT_MIB * MIB),
    drainMs: values.LOCAL_AGENT_DRAIN_SECONDS * 1000,
    logLevel: values.LOCAL_AGENT_LOG_LEVEL,
  };
}

/** A path with `~` for the home folder; `~/.cache` follows `XDG_CACHE_HOME`, as Plinth's other caches do. */
function expanded(path: string, env: Environment): string {
  const cache = env["XDG_CACHE_HOME"] ?? "";
  if (cache !== "" && path.startsWith("~/.cache/")) return join(cache, path.slice("~/.cache/".length));
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
