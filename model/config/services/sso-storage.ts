/** Config of where the sign-on keeps sessions and second factors, so that more than one pod can serve. */

import { z } from "zod";
import { keyWords } from "../keys";
import { objectName } from "./names";

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

const word = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/, "is not a name of letters, digits, _ and -")
    .register(keyWords, {
      description,
      allowed: "1 to 63 letters, digits, _ and -, beginning with a letter or _",
      examples: ["authelia"],
    });

const secret = (what: string, example: string) =>
  objectName("Secret").register(keyWords, {
    description: `Secret of the namespace \`sso\` with ${what}. You make it, by External Secrets or by hand.`,
    allowed: "the name of a Secret",
    examples: [example],
  });

const caSecret = () =>
  secret(
    "the authority that signed its certificate, under the key `ca.crt`",
    "database-authority",
  ).optional();

/** Servers that all pods of the sign-on share. */
export const SsoStorage = z.strictObject({
  postgres: z
    .strictObject({
      host: host("Postgres", "postgres.example.com"),
      port: port(5432),
      database: word("Database, which its user owns.").default("authelia"),
      username: word("Whom Authelia logs in as.").default("authelia"),
      passwordSecret: secret("the key `password` for that user", "authelia-postgres"),
      caSecret: caSecret(),
    })
    .register(keyWords, {
      description: "Postgres, which has second factors and what people agreed to.",
      examples: [{ host: "postgres.example.com", passwordSecret: "authelia-postgres" }],
    }),
  redis: z
    .strictObject({
      host: host("Redis or Valkey", "redis.example.com"),
      port: port(6379),
      username: word(
        "Whom Authelia logs in as. Without it the server knows one user without a name.",
      ).optional(),
      passwordSecret: secret("the key `password` for that user", "authelia-redis"),
      caSecret: caSecret(),
    })
    .register(keyWords, {
      description: "Redis or Valkey, which has the sessions.",
      examples: [{ host: "redis.example.com", passwordSecret: "authelia-redis" }],
    }),
});
