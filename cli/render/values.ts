/** Values of a cluster: what they may be, and how a wrong one is answered. */

import { z } from "zod";
import { nearest } from "../../model/nearest";
import { recipeIds } from "../../model/fleet/recipes";
import { DOMAIN_ALLOWED, domainFault } from "../../model/k8s/domain";
import { isUpstreamUrl, REGISTRY } from "../../model/k8s/router";
import { kubernetesPatches, talosMinors } from "../../model/fleet/versions";
import type { KubernetesMinor } from "../../model/fleet/versions";

/** Longest name of a cluster: the names of its machines are 23 longer, and a label of Kubernetes has 63 at most. */
export const longestName = 40;

/** A text of a form, with the sentence that says which. */
export function text(form: RegExp, sentence: string): z.ZodString {
  return z.string({ error: sentence }).regex(form, { error: sentence });
}

/** A whole number within limits. */
export function whole(least: number, most: number): z.ZodNumber {
  const error = `It must be a whole number from ${least} to ${most}.`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** One word of a list, with the nearest one to what was given. */
export function oneOf<T extends string>(words: readonly T[]): z.ZodEnum<{ [K in T]: K }> {
  return z.enum(words, {
    error: ({ input }) => {
      if (typeof input !== "string") return `It must be ${listed(words)}, as text: write it in quotes.`;
      const suggestion = words.find((word) => input.startsWith(`${word}.`)) ?? nearest(input, words);
      const meant = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
      return `It must be ${listed(words)}.${meant}`;
    },
  });
}

/** Words as a sentence lists them. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

const dnsLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const dnsSentence =
  "It must be a DNS-1123 label: small letters, digits and hyphens, with a letter or digit at both ends";

/** A DNS-1123 label. */
export function dnsName(most: number): z.ZodString {
  const error = `${dnsSentence}, ${most} characters at most.`;
  return text(dnsLabel, error).max(most, { error });
}

/** A block of IPv4 addresses. */
export const cidr = z.cidrv4({ error: "It must be a block of IPv4 addresses such as 10.244.0.0/16." });

/** An IPv4 address. */
export const address = z.ipv4({ error: "It must be an IPv4 address such as 10.0.0.1." });

/** A list without an entry twice. */
export function distinct<T extends z.ZodType>(entry: T): z.ZodArray<T> {
  return z
    .array(entry, { error: "It must be a list." })
    .refine((all) => new Set(all).size === all.length, { error: "It names something twice." });
}

const upstreamSentence =
  "It must be the base URL of an API such as https://models.example.com/v1: http or https, without user name, password, query or fragment.";

/** What clusters of every provider have. */
export const commonShape = {
  name: dnsName(longestName),
  namespace: dnsName(63),
  region: text(/^.+$/, "It must be the name of a region."),
  kubernetes: oneOf(Object.keys(kubernetesPatches) as KubernetesMinor[]),
  talos: oneOf(talosMinors),
  controlPlanes: z.literal([1, 3, 5], { error: "It must be 1, 3 or 5." }),
  controlPlaneCpu: whole(2, 1024),
  controlPlaneMemoryGiB: whole(4, 24576),
  workers: whole(1, 1000),
  cpu: whole(1, 1024),
  memoryGiB: whole(1, 24576),
  diskGiB: whole(10, 16384),
  recipes: distinct(oneOf(recipeIds)),
  registry: text(
    REGISTRY,
    "It must be HOST/PATH of a registry such as registry.example.com/plinth, without https:// and without a slash at the end.",
  ).optional(),
  upstreamUrl: z
    .string({ error: upstreamSentence })
    .max(2000, { error: upstreamSentence })
    .refine(isUpstreamUrl, { error: upstreamSentence })
    .optional(),
  domain: z
    .string({ error: `It must be ${DOMAIN_ALLOWED}.` })
    .refine((text) => domainFault(text) === undefined, {
      error: ({ input }) => `It ${domainFault(String(input)) ?? ""}; it must be ${DOMAIN_ALLOWED}.`,
    })
    .optional(),
  podCidr: cidr,
  serviceCidr: cidr,
} as const;

/** Whether a value holds only the place of one: zeros and hyphens, as an ID of the defaults does. */
export function isPlaceholder(value: unknown): boolean {
  return typeof value === "string" && /^[0-]+$/.test(value) && value.includes("-");
}
