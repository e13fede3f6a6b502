/** The DNS domain under which people reach the platform's services: `<service>.<domain>`. */

import { isIP } from "node:net";

/** Longest domain: names of DNS have 253 characters at most, and the longest service's label and a dot come before it. */
const LONGEST = 230;

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The domains that are allowed, in words. */
export const DOMAIN_ALLOWED = "a DNS domain of two labels or more in small letters, without https://";

/** What is wrong with a domain, as the end of a sentence; `undefined` for one that can be used. */
export function domainFault(text: string): string | undefined {
  if (text.includes("://")) return "is a URL and not a domain";
  if (isIP(text.replace(/^\[|\]$/g, "")) !== 0) return "is an IP address, below which nothing has a name";
  if (text.includes("*")) return "is a wildcard: every service gets its own name below the domain by itself";
  const labels = text.split(".");
  if (labels.length === 1 && LABEL.test(text))
    return "is a single label, for which browsers keep no cookie of a sign-on";
  if (text.length > LONGEST) return "is too long for a service's name before it";
  const well = labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
  return well && labels.length > 1 ? undefined : "is not a DNS domain";
}
