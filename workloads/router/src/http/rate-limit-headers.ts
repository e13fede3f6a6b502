import type { HeaderMap } from "./headers.ts";

const WHATS = ["requests", "tokens"] as const;

/** Headers in which a backend tells its own limits, in any provider's words. */
const RATE_LIMIT = /^(x|anthropic)-ratelimit-/;

/** A backend's headers without its own limits, where those of a key count. */
export function withoutRateLimits(headers: Readonly<HeaderMap>): HeaderMap {
  const kept: HeaderMap = {};
  for (const name in headers) if (!RATE_LIMIT.test(name)) kept[name] = headers[name] as string | string[];
  return kept;
}

/**
 * What Anthropic says of its limits, in OpenAI's words; nothing where it says nothing. The end of a limit comes as a
 * date, and goes on as seconds, as in `1.5s`.
 * @see https://docs.anthropic.com/en/api/rate-limits#response-headers
 * @param now milliseconds since 1970
 */
export function rateLimitsOfAnthropic(headers: Readonly<HeaderMap>, now: number = Date.now()): HeaderMap {
  const found: HeaderMap = {};
  for (const what of WHATS) {
    for (const field of ["limit", "remaining"]) {
      const value = headers[`anthropic-ratelimit-${what}-${field}`];
      if (value !== undefined) found[`x-ratelimit-${field}-${what}`] = value;
    }
    const reset = Date.parse(String(headers[`anthropic-ratelimit-${what}-reset`]));
    if (!Number.isNaN(reset)) found[`x-ratelimit-reset-${what}`] = `${Math.max(0, reset - now) / 1000}s`;
  }
  return found;
}
