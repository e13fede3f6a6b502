import { availableParallelism } from "node:os";

import * as z from "zod";

import { ConfigError } from "./config-error.ts";
import { corsOrigins } from "./http/cors.ts";
import type { CorsOrigins } from "./http/cors.ts";
import { entriesOf, UPSTREAM_KEY } from "./registry/environment.ts";
import { readRegistryFile } from "./registry/file.ts";
import type { RegistryEntries } from "./registry/schema.ts";
import { keyOf } from "./secret-variable.ts";
import { loginOf, postgresServer, redisServer } from "./server-login.ts";
import type { ServerLogin } from "./server-login.ts";
import { tracingEnvironment, tracingOf } from "./tracing/config.ts";
import type { TracingConfig } from "./tracing/config.ts";
import type { Reach } from "./upstream/addresses.ts";

export { ConfigError };

const MIB = 1024 * 1024;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** All that the router is told from outside, checked. */
export interface RouterConfig {
  /** How many processes answer requests. */
  readonly workers: number;
  readonly host: string;
  readonly port: number;
  /** The backends and models that the environment and the registry file name. */
  readonly registry: RegistryEntries;
  /** Whether clients need keys. */
  readonly auth: "keys" | "none";
  /** Opens the admin API; undefined closes it. */
  readonly adminKey: string | undefined;
  /** Where keys and stored models are, in use where there are keys or an admin API. */
  readonly database: { readonly sqlitePath: string; readonly postgres: ServerLogin | undefined };
  /** Where answers are kept and limits are counted for several routers; undefined keeps none and counts here. */
  readonly redis: ServerLogin | undefined;
  /** At what addresses the backends may be that the admin API stores. */
  readonly storedReach: Reach;
  /** The key in a variable, or in the file that `<variable>_FILE` names; undefined where there is none. */
  readonly keyOf: (variable: string) => string | undefined;
  /** Every file that something was read from, or would be if it were there. */
  readonly files: () => readonly string[];
  /** Reads everything again. @throws ConfigError with every mistake at once */
  readonly again: () => RouterConfig;
  /** Pages that may use the API. */
  readonly corsOrigins: CorsOrigins;
  /** Largest request body, in bytes. */
  readonly bodyLimitBytes: number;
  readonly limits: RouterLimits;
  /** Largest answer that is kept, in bytes. */
  readonly cacheEntryBytes: number;
  /** How long open requests may go on after SIGTERM, in milliseconds. */
  readonly drainMs: number;
  /** Where traces go; undefined makes none. */
  readonly tracing: TracingConfig | undefined;
  /** Whether the log gets what clients ask. */
  readonly logPrompts: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Where a backend is. */
export interface UpstreamConfig {
  /** Scheme, host and port, as in `http://ollama:11434`. */
  readonly origin: string;
  /** Path before `/models` and `/chat/completions`, without a slash at its end; may be empty. */
  readonly basePath: string;
  /** Sent as a bearer token; undefined sends none. */
  readonly apiKey: string | undefined;
  /** At what addresses it may be. */
  readonly reach: Reach;
}

/** Limits on time (milliseconds) and size (bytes). */
export interface RouterLimits {
  /** Until a connection to the upstream stands. */
  readonly connectMs: number;
  /** From the request's start to the answer's first byte, or to a stream's first event. */
  readonly firstByteMs: number;
  /** Longest silence of the upstream in the middle of an answer. */
  readonly stallMs: number;
  /** Longest time in which a client may take nothing of what waits for it. */
  readonly clientStallMs: number;
  /** Largest plain answer, and largest single event of a stream. */
  readonly responseBytes: number;
}

/** An environment variable that holds a number; an empty one counts as not set. */
function numberVariable(fallback: number, min: number, max: number, kind: "integer" | "number") {
  const allowed = `${kind === "integer" ? "an integer" : "a number"} from ${min} to ${max} (default ${fallback})`;
  return z
    .string()
    .default(String(fallback))
    .transform((text, context) => {
      const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
      const fits = value >= min && value <= max && (kind === "number" || Number.isInteger(value));
      if (!fits) context.addIssue({ code: "custom", message: allowed });
      return fits ? value : z.NEVER;
    });
}

const PLAIN = "http or https, without user, query or fragment";
const UPSTREAM_ALLOWED = `the base URL of an OpenAI-compatible server, as in http://localhost:11434/v1: ${PLAIN}`;
const AGENT_ALLOWED = `the address of a local agent, as in http://localhost:5000: ${PLAIN}`;

const upstreamUrl = urlVariable(UPSTREAM_ALLOWED);
const agentUrl = urlVariable(AGENT_ALLOWED);

function urlVariable(allowed: string) {
  return z
    .string({ error: allowed })
    .refine(isPlainHttpUrl, { error: allowed })
    .transform((text) => new URL(text));
}

function isPlainHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) return false;
  return `${url.username}${url.password}${url.search}${url.hash}` === "";
}

/** The environment's variables, their defaults and their ranges; the README's table lists the same. */
export const environmentSchema = z.object({
  ROUTER_UPSTREAM_URL: upstreamUrl.optional(),
  ROUTER_UPSTREAM_API_KEY_FILE: z.string().optional(),
  LLMD_ENDPOINT: upstreamUrl.optional(),
  LOCAL_AGENT_URL: agentUrl.optional(),
  ROUTER_REGISTRY_FILE: z.string().optional(),
  ROUTER_AUTH: z
    .enum(["keys", "none"], { error: "keys or none (default none, and keys with an admin key)" })
    .optional(),
  ROUTER_ADMIN_KEY_FILE: z.string().optional(),
  SQLITE_DB_PATH: z.string().default("data/models.db"),
  DATABASE_URL_FILE: z.string().optional(),
  DATABASE_PASSWORD_FILE: z.string().optional(),
  REDIS_URL_FILE: z.string().optional(),
  REDIS_PASSWORD_FILE: z.string().optional(),
  ROUTER_STORED_BACKENDS: z
    .enum(["public", "private"], { error: "public or private (default public)" })
    .default("public"),
  ROUTER_WORKERS: z
    .string()
    .regex(/^(auto|[1-9]\d{0,2})$/, {
      error: "a number from 1 to 999, or auto for one for each CPU (default 1)",
    })
    .default("1"),
  ROUTER_HOST: z.string().default("127.0.0.1"),
  ROUTER_PORT: numberVariable(8000, 0, 65535, "integer"),
  ROUTER_CORS_ORIGINS: corsOrigins,
  ROUTER_BODY_LIMIT_MIB: numberVariable(10, 0.001, 1024, "number"),
  ROUTER_RESPONSE_LIMIT_MIB: numberVariable(32, 0.001, 1024, "number"),
  ROUTER_CACHE_ENTRY_LIMIT_MIB: numberVariable(1, 0.001, 64, "number"),
  ROUTER_CONNECT_TIMEOUT_SECONDS: numberVariable(5, 0.01, 600, "number"),
  ROUTER_FIRST_BYTE_TIMEOUT_SECONDS: numberVariable(300, 0.01, 86400, "number"),
  ROUTER_STALL_TIMEOUT_SECONDS: numberVariable(60, 0.01, 86400, "number"),
  ROUTER_CLIENT_STALL_TIMEOUT_SECONDS: numberVariable(120, 0.01, 86400, "number"),
  ROUTER_DRAIN_SECONDS: numberVariable(8, 0, 3600, "number"),
  ROUTER_LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(", ")} (default info)` })
    .default("info"),
  ROUTER_LOG_PROMPTS: z.enum(["on", "off"], { error: "on or off (default off)" }).default("off"),
  ...tracingEnvironment.shape,
});

/** A variable of a secret, which may stand in a file: `ROUTER_ADMIN_KEY_FILE`. */
const ADMIN_KEY = "ROUTER_ADMIN_KEY";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment, and what files it names.
 * @throws ConfigError with every mistake at once
 */
export function loadConfig(env: Environment): RouterConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(given);
  const issues = parsed.success ? [] : parsed.error.issues.map((issue) => sentence(issue, given));
  const keys = new Map<string, string | undefined>();
  // Once each: all that one configuration says is of one moment.
  const key = (variable: string): string | undefined => {
    if (!keys.has(variable)) keys.set(variable, keyOf(given, variable, issues));
    return keys.get(variable);
  };
  key(UPSTREAM_KEY);
  const postgres = loginOf(postgresServer, key(postgresServer.url), given, issues);
  const redis = loginOf(redisServer, key(redisServer.url), given, issues);
  const registry = parsed.success ? registryOf(parsed.data, key, issues) : undefined;
  for (const { key_variable: variable } of Object.values(registry?.backends ?? {}))
    if (variable !== undefined) key(variable);
  if (!parsed.success || registry === undefined || issues.length > 0) throw new ConfigError(issues);
  const files = (): string[] => filesOf(given, [...keys.keys()]);
  const database = { sqlitePath: parsed.data.SQLITE_DB_PATH, postgres };
  const read = toConfig(parsed.data, registry, key);
  return { ...read, database, redis, files, again: () => loadConfig(env) };
}

function filesOf(given: Environment, keys: readonly string[]): string[] {
  const named = ["ROUTER_REGISTRY_FILE", ...keys.map((key) => `${key}_FILE`)].map((name) => given[name]);
  return named.filter((path) => path !== undefined);
}

/** What the file says stands beside what the environment says; the file wins where both name the same. */
function registryOf(
  variables: z.output<typeof environmentSchema>,
  key: (variable: string) => string | undefined,
  issues: string[],
): RegistryEntries | undefined {
  try {
    const fromEnvironment = entriesOf({
      upstreamUrl: variables.ROUTER_UPSTREAM_URL?.href,
      llmdEndpoint: variables.LLMD_ENDPOINT?.href,
      localAgentUrl: variables.LOCAL_AGENT_URL?.href,
      key,
    });
    const path = variables.ROUTER_REGISTRY_FILE;
    const file = path === undefined ? { backends: {}, models: {} } : readRegistryFile(path);
    return {
      backends: { ...fromEnvironment.backends, ...file.backends },
      models: { ...fromEnvironment.models, ...file.models },
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    issues.push(...error.issues);
    return undefined;
  }
}

function toConfig(
  variables: z.output<typeof environmentSchema>,
  registry: RegistryEntries,
  key: (variable: string) => string | undefined,
): Omit<RouterConfig, "database" | "redis" | "files" | "again"> {
  return {
    workers: variables.ROUTER_WORKERS === "auto" ? availableParallelism() : Number(variables.ROUTER_WORKERS),
    host: variables.ROUTER_HOST,
    port: variables.ROUTER_PORT,
    registry,
    auth: variables.ROUTER_AUTH ?? (key(ADMIN_KEY) === undefined ? "none" : "keys"),
    adminKey: key(ADMIN_KEY),
    storedReach: variables.ROUTER_STORED_BACKENDS === "private" ? "any" : "public",
    keyOf: key,
    corsOrigins: variables.ROUTER_CORS_ORIGINS,
    bodyLimitBytes: Math.round(variables.ROUTER_BODY_LIMIT_MIB * MIB),
    limits: {
      connectMs: variables.ROUTER_CONNECT_TIMEOUT_SECONDS * 1000,
      firstByteMs: variables.ROUTER_FIRST_BYTE_TIMEOUT_SECONDS * 1000,
      stallMs: variables.ROUTER_STALL_TIMEOUT_SECONDS * 1000,
      clientStallMs: variables.ROUTER_CLIENT_STALL_TIMEOUT_SECONDS * 1000,
      responseBytes: Math.round(variables.ROUTER_RESPONSE_LIMIT_MIB * MIB),
    },
    cacheEntryBytes: Math.round(variables.ROUTER_CACHE_ENTRY_LIMIT_MIB * MIB),
    drainMs: variables.ROUTER_DRAIN_SECONDS * 1000,
    tracing: tracingOf(variables),
    logPrompts: variables.ROUTER_LOG_PROMPTS === "on",
    logLevel: variables.ROUTER_LOG_LEVEL,
  };
}

function sentence(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0]);
  const value = given[name];
  // A URL may hold a password, and the sentence goes to the log.
  const shown = value?.replace(/\/\/[^/@]*@/, "//***@").slice(0, 200);
  const what = shown === undefined ? "is not set" : `is "${shown}"`;
  return `${name} ${what}; it must be ${issue.message}. Set it in the router's environment.`;
}
