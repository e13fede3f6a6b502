import { hash, randomBytes } from "node:crypto";

import type { RateLimit } from "../limits/limiter.ts";

/** How every key begins, so that scanners of repositories know one when they see it. */
export const KEY_PREFIX = "sk-plinth-";
const RANDOM_BYTES = 32;
const HINT_CHARACTERS = 4;

/** How often a budget begins anew, at midnight UTC; `total` never does. */
export const budgetPeriods = ["day", "month", "total"] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

/** What a key may cost. */
export interface Budget {
  /** US dollars, by the registry's prices. */
  readonly dollars: number;
  readonly period: BudgetPeriod;
}

/** What is kept of a key: nothing that a request could be made with. */
export interface ApiKey {
  readonly id: string;
  /** The key's last characters, for people who look for one in a list. */
  readonly hint: string;
  readonly name: string;
  /** Whose it is: answers are cached and counted by tenant. */
  readonly tenant: string;
  /** Names and patterns of models; null allows all. */
  readonly models: readonly string[] | null;
  readonly limit: RateLimit;
  /** Null for none. */
  readonly budget: Budget | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970; null for never. */
  readonly expiresAt: number | null;
  /** Milliseconds since 1970; null while it is in force. */
  readonly revokedAt: number | null;
}

/** A key as it is made: the only moment at which anybody sees it. */
export interface NewKey {
  readonly secret: string;
  readonly hash: string;
  readonly hint: string;
  readonly id: string;
}

/** Makes a key of 256 random bits. */
export function newKey(): NewKey {
  const secret = KEY_PREFIX + randomBytes(RANDOM_BYTES).toString("base64url");
  const id = `key_${randomBytes(9).toString("hex")}`;
  return { secret, hash: hashOf(secret), hint: secret.slice(-HINT_CHARACTERS), id };
}

/** SHA-256: a key has too much chance in it to be guessed, so a slow hash would only slow requests. */
export function hashOf(secret: string): string {
  return hash("sha256", secret);
}
