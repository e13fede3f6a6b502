/** Config of alerts: when they fire, and who is told: `plinth:alerts`. */

import { z } from "zod";
import { standardThresholds } from "../../k8s/alerts";
import { receiverKinds } from "../../k8s/alertmanager";
import { keyWords } from "../keys";
import { STORE_WORDS, storedSecret, STORED_SECRET_ALLOWED, storeName } from "./names";
import type { RuleParams } from "../rules";

/** Name of a receiver, which is a key of its Secret too. */
const RECEIVER_NAME = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** A host with a port, as `smtp.example.com:587`. */
const HOST_PORT = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?:[1-9][0-9]{0,4}$/;

/** An address as people have it: https://html.spec.whatwg.org/#valid-e-mail-address has a wider form. */
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,189}\.[A-Za-z]{2,}$/;

const email = () => z.string().regex(EMAIL, "is not an e-mail address");

/** Somebody who is told. */
const Receiver = z.strictObject({
  kind: z.enum(receiverKinds).register(keyWords, {
    description: "How they are told.",
    examples: ["slack"],
  }),
  severities: z
    .array(z.enum(["critical", "warning"]))
    .min(1)
    .default(["critical", "warning"])
    .register(keyWords, {
      description: "Of which alerts: `critical` wakes somebody, `warning` waits for a working day.",
      allowed: "a list of critical, warning, or both",
      examples: [["critical"]],
    }),
  secret: z
    .strictObject({
      store: storeName().register(keyWords, {
        description: "ClusterSecretStore of External Secrets that has the secret.",
        ...STORE_WORDS,
      }),
      key: storedSecret().register(keyWords, {
        description: "Name of the secret in that store.",
        allowed: STORED_SECRET_ALLOWED,
        examples: ["alerts/slack"],
      }),
    })
    .optional()
    .register(keyWords, {
      description:
        "Where the secret comes from: the URL of a Slack or other webhook, the routing key of PagerDuty, the password of `user`.",
      examples: [{ store: "vault", key: "alerts/slack" }],
    }),
  channel: z
    .string()
    .regex(/^#[a-z0-9._-]{1,79}$/, "is not a channel")
    .optional()
    .register(keyWords, {
      description: "Channel of Slack. Without it that of the webhook.",
      allowed: "# and 1 to 79 of a to z, 0 to 9, dots, hyphens and underscores",
      examples: ["#ml-platform"],
    }),
  to: email()
    .optional()
    .register(keyWords, {
      description: "Address that mail goes to.",
      allowed: "an e-mail address",
      examples: ["oncall@example.org"],
    }),
  from: email()
    .optional()
    .register(keyWords, {
      description: "Address that mail comes from.",
      allowed: "an e-mail address",
      examples: ["alerts@example.org"],
    }),
  smtp: z
    .string()
    .regex(HOST_PORT, "is not a host with a port")
    .optional()
    .register(keyWords, {
      description: "Server that takes the mail, by TLS.",
      allowed: "HOST:PORT",
      examples: ["smtp.example.org:587"],
    }),
  user: z
    .string()
    .min(1)
    .max(320)
    .optional()
    .register(keyWords, {
      description: "User of the mail server. Without it none is named, and no password.",
      allowed: "1 to 320 characters",
      examples: ["alerts"],
    }),
});

/** Settings of alerts. */
export const AlertSettings = z.strictObject({
  dailyBudgetUsd: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .register(keyWords, {
      description:
        "What the cluster may cost in a day, in US dollars; above it SpendOverBudget fires. Without it that alert is not there.",
      examples: [500],
    }),
  idleGpuPercent: z.int().min(1).max(90).default(standardThresholds.idleGpuPercent).register(keyWords, {
    description: "Use of a GPU, in percent, below which it counts as idle.",
  }),
  spotInterruptionsPerHour: z
    .int()
    .min(0)
    .max(10_000)
    .default(standardThresholds.spotInterruptionsPerHour)
    .register(keyWords, {
      description: "Spot nodes that may be taken away within an hour without an alert.",
    }),
  receivers: z
    .record(
      z.string().regex(RECEIVER_NAME, "is not the name of a receiver"),
      Receiver.register(keyWords, {
        description: "One receiver.",
        examples: [{ kind: "slack", secret: { store: "vault", key: "alerts/slack" } }],
      }),
    )
    .default({})
    .register(keyWords, {
      description: "Who is told, by names of your own. Without any, alerts stand in Alertmanager alone.",
      allowed: "an object whose names have 1 to 40 of a to z, 0 to 9 and hyphens, beginning with a letter",
      examples: [{ oncall: { kind: "pagerduty", secret: { store: "vault", key: "alerts/pagerduty" } } }],
    }),
});
export type AlertSettings = z.infer<typeof AlertSettings>;

type Json = Readonly<Record<string, unknown>>;
type Report = (path: readonly string[], message: string, params: RuleParams) => void;

/** The keys that receivers of each kind must have, and those that they may have. */
const keysOf: Readonly<
  Record<string, { readonly must: readonly string[]; readonly may: readonly string[] }>
> = {
  email: { must: ["to", "from", "smtp"], may: ["user", "secret"] },
  pagerduty: { must: ["secret"], may: [] },
  slack: { must: ["secret"], may: ["channel"] },
  webhook: { must: ["secret"], may: [] },
};

/** What keys that a kind must have may be, and a value that works. */
const needs: Readonly<Record<string, { readonly allowed: string; readonly example: unknown }>> = {
  secret: {
    allowed: "an object with the keys store and key",
    example: { store: "vault", key: "alerts/receiver" },
  },
  to: { allowed: "an e-mail address", example: "oncall@example.org" },
  from: { allowed: "an e-mail address", example: "alerts@example.org" },
  smtp: { allowed: "HOST:PORT", example: "smtp.example.org:587" },
};

function checkReceiver(name: string, receiver: Json, report: Report): void {
  const keys = keysOf[String(receiver["kind"])];
  if (keys === undefined) return;
  const kind = String(receiver["kind"]);
  const path = (key: string): readonly string[] => ["alerts", "receivers", name, key];
  const must = [...keys.must, ...(kind === "email" && receiver["user"] !== undefined ? ["secret"] : [])];
  for (const key of must)
    if (receiver[key] === undefined)
      report(path(key), `is missing: a receiver of the kind ${kind} has it`, {
        allowed: needs[key]?.allowed ?? "",
        example: needs[key]?.example,
      });
  for (const key of Object.keys(receiver)) {
    if (["kind", "severities", ...keys.must, ...keys.may].includes(key)) continue;
    const known = Object.values(keysOf).some((other) => [...other.must, ...other.may].includes(key));
    if (known)
      report(path(key), `is used by nothing: a receiver of the kind ${kind} has no ${key}`, {
        allowed: `nothing for the kind ${kind}`,
        remove: true,
      });
  }
}

/**
 * Reports alerts where nothing raises any, and receivers that lack what their kind must have or have what it has not.
 *
 * It runs also where other keys are wrong, so it must take any value.
 */
export function checkAlerts(config: unknown, context: Pick<z.core.$RefinementCtx, "addIssue">): void {
  const { recipes, alerts } = (config ?? {}) as Json;
  if (typeof alerts !== "object" || alerts === null) return;
  const report: Report = (path, message, params) => {
    context.addIssue({ code: "custom", path: [...path], message, params: { ...params } });
  };
  const { receivers } = alerts as Json;
  if (typeof receivers !== "object" || receivers === null) return;
  const entries = Object.entries(receivers);
  if (entries.length > 0 && Array.isArray(recipes) && !recipes.includes("observability")) {
    report(["alerts", "receivers"], "is used by nothing: plinth:recipes has no observability", {
      allowed: "nothing without the recipe observability",
      remove: true,
    });
    return;
  }
  for (const [name, receiver] of entries)
    if (typeof receiver === "object" && receiver !== null) checkReceiver(name, receiver as Json, report);
}
