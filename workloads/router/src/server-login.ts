import { ConfigError } from "./config-error.ts";
import { keyOf } from "./secret-variable.ts";

/** Where a server is, and how the router logs in to it. */
export interface ServerLogin {
  readonly url: string;
  /**
   * The password as it is now, for one more connection: a token that lasts for minutes, or what a rotation made of it.
   * Undefined where the URL has what is needed.
   * @throws ConfigError where there is none now
   */
  readonly password: (() => string) | undefined;
}

/** The servers that a variable can name. */
interface ServerKind {
  readonly name: string;
  readonly scheme: RegExp;
  /** Variable of the URL. */
  readonly url: string;
  /** Variable of the password. */
  readonly password: string;
  readonly allowed: string;
  /** What the router does without such a server. */
  readonly without: string;
}

export const postgresServer: ServerKind = {
  name: "Postgres",
  scheme: /^postgres(ql)?:\/\//,
  url: "DATABASE_URL",
  password: "DATABASE_PASSWORD",
  allowed: "postgres://USER:PASSWORD@HOST:PORT/DATABASE",
  without: "for SQLite",
};

export const redisServer: ServerKind = {
  name: "Redis",
  scheme: /^rediss?:\/\//,
  url: "REDIS_URL",
  password: "REDIS_PASSWORD",
  allowed: "redis://USER:PASSWORD@HOST:PORT/0, or rediss:// for TLS",
  without: "to count in this process alone",
};

type Environment = Readonly<Record<string, string | undefined>>;

/** A password between the user's name and the host. */
const WITH_PASSWORD = /^[a-z]+:\/\/[^:/?#@]*:[^/?#@]+@/i;

/**
 * The login of a server from its URL and, where that has no password, from the variable of its password or its file,
 * which is read for each connection.
 * @param url what the variable of the URL says, by itself or by its file
 * @param issues takes a sentence for each mistake
 * @returns undefined without a URL
 */
export function loginOf(
  kind: ServerKind,
  url: string | undefined,
  env: Environment,
  issues: string[],
): ServerLogin | undefined {
  const names = [`${kind.password}_FILE`, kind.password];
  const given = names.find((name) => (env[name] ?? "").trim() !== "");
  if (url === undefined) {
    if (given !== undefined)
      issues.push(
        `${given} is set, and ${kind.url} is not; a password belongs to a URL. ` +
          `Set ${kind.url} or ${kind.url}_FILE, or unset ${given} ${kind.without}.`,
      );
    return undefined;
  }
  if (!kind.scheme.test(url))
    issues.push(
      `${kind.url} is no URL of ${kind.name}; it must be ${kind.allowed}. Correct it, or unset it ${kind.without}.`,
    );
  if (given === undefined) return { url, password: undefined };
  if (WITH_PASSWORD.test(url))
    issues.push(
      `${kind.url} has a password, and ${given} is set as well; there can be one. ` +
        `Leave the password out of ${kind.url}, or unset ${given}.`,
    );
  return { url, password: () => passwordNow(kind, given, env) };
}

function passwordNow({ password, name }: ServerKind, given: string, env: Environment): string {
  const issues: string[] = [];
  const found = keyOf(env, password, issues);
  if (found !== undefined) return found;
  if (issues.length > 0) throw new ConfigError(issues);
  throw new ConfigError([
    `${given} names ${String(env[given])}, which is missing or empty; it must be a file with the password of ${name}. ` +
      `Write the password there; the next connection takes it.`,
  ]);
}
