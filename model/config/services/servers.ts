/** Config of a Postgres and a Redis outside of the platform, as what uses them finds them: by TLS alone. */

import { z } from "zod";
import { keyWords } from "../keys";
import { objectName } from "./names";

/** Whose servers they are. */
export interface ServerUser {
  /** Namespace of its pods, in which the Secrets are. */
  readonly namespace: string;
  /** Its name in sentences. */
  readonly title: string;
  /** Its name as a user, a database and the beginning of a Secret's name. */
  readonly id: string;
  /** What it keeps in Postgres. */
  readonly postgres: string;
  /** What it keeps in Redis. */
  readonly redis: string;
}

/** A name of DNS, or an address of IPv4. */
const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

const host = (what: string, example: string) =>
  z
    .string()
    .regex(HOST, "is not the name of a host")
    .register(keyWords, {
      description: `Host of ${what}, as its certificate has it.`,
      allowed: "a name of DNS or an address of IPv4, without a scheme and a port",
      examples: [example],
    });

const port = (standard: number) =>
  z.int().min(1).max(65_535).default(standard).register(keyWords, {
    description: "Its port of TCP, which speaks TLS.",
    allowed: "1 to 65535",
  });

const word = (description: string, example: string) =>
  z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/, "is not a name of letters, digits, _ and -")
    .register(keyWords, {
      description,
      allowed: "1 to 63 letters, digits, _ and -, beginning with a letter or _",
      examples: [example],
    });

const secret = (namespace: string, what: string, example: string) =>
  objectName("Secret").register(keyWords, {
    description: `Secret of the namespace \`${namespace}\` with ${what}. You make it, by External Secrets or by hand.`,
    allowed: "the name of a Secret",
    examples: [example],
  });

const PASSWORD = "the key `password` for that user";

const caSecret = (namespace: string) =>
  secret(
    namespace,
    "the authority that signed its certificate, under the key `ca.crt`",
    "database-authority",
  ).optional();

/** A Postgres. */
export const postgresOf = ({ namespace, title, id, postgres }: ServerUser) =>
  z
    .strictObject({
      host: host("Postgres", "postgres.example.com"),
      port: port(5432),
      database: word("Database, which its user owns.", id).default(id),
      username: word(`Whom ${title} logs in as.`, id).default(id),
      passwordSecret: secret(namespace, PASSWORD, `${id}-postgres`),
      caSecret: caSecret(namespace),
    })
    .register(keyWords, {
      description: `Postgres, which has ${postgres}.`,
      examples: [{ host: "postgres.example.com", passwordSecret: `${id}-postgres` }],
    });

/** A Redis, or a Valkey. */
export const redisOf = ({ namespace, title, id, redis }: ServerUser) =>
  z
    .strictObject({
      host: host("Redis or Valkey", "redis.example.com"),
      port: port(6379),
      username: word(
        `Whom ${title} logs in as. Without it the server knows one user without a name.`,
        id,
      ).optional(),
      passwordSecret: secret(namespace, PASSWORD, `${id}-redis`),
      caSecret: caSecret(namespace),
    })
    .register(keyWords, {
      description: `Redis or Valkey, which has ${redis}.`,
      examples: [{ host: "redis.example.com", passwordSecret: `${id}-redis` }],
    });
