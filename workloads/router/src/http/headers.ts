import type { IncomingHttpHeaders } from "node:http";

import { rateLimitsOfAnthropic } from "./rate-limit-headers.ts";

/** Headers as undici and Node both take them: lower-case names; a list where a header came twice. */
export type HeaderMap = Record<string, string | string[]>;

/** Headers that belong to one connection. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What a client sent and the upstream must not see, or what the router sets itself. */
const NOT_TO_UPSTREAM = new Set([
  ...HOP_BY_HOP,
  "accept-encoding",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "x-request-id",
  // Credentials: the client's are for the router, the upstream's are the router's own.
  "api-key",
  "authorization",
  "cookie",
  "openai-organization",
  "openai-project",
  "x-api-key",
  "x-goog-api-key",
  // Who the client is, and where its page is from: the upstream's client is the router. Many more have a prefix.
  "client-ip",
  "fastly-client-ip",
  "fly-client-ip",
  "forwarded",
  "origin",
  "referer",
  "true-client-ip",
  "via",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-goog-iap-jwt-assertion",
  "x-original-forwarded-for",
  "x-real-ip",
]);

/** What gateways and sign-on proxies before the router add of who the client is; their lists of names grow. */
const IDENTITY_PREFIXES: Readonly<Record<string, readonly string[]>> = {
  c: ["cf-"],
  r: ["remote-"],
  x: [
    "x-amzn-oidc-",
    "x-auth-request-",
    "x-authentik-",
    "x-forwarded-",
    "x-goog-authenticated-user-",
    "x-ms-client-principal",
    "x-ms-token-",
    "x-remote-",
  ],
};

const NONE: readonly string[] = [];

/** What the upstream sent and a client must not see, or what the router sets itself. */
const NOT_TO_CLIENT = new Set([
  ...HOP_BY_HOP,
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-max-age",
  "age",
  "alt-svc",
  "content-encoding",
  "content-length",
  "date",
  "location",
  "server",
  "set-cookie",
  "strict-transport-security",
  "www-authenticate",
  "x-accel-buffering",
  "x-plinth-cache",
  "x-powered-by",
  "x-request-id",
]);

/** A client's headers without those that end at the router. */
export function headersForUpstream(headers: IncomingHttpHeaders): HeaderMap {
  return without(headers, NOT_TO_UPSTREAM, IDENTITY_PREFIXES);
}

/**
 * An upstream's headers without those that end at the router. Its request id goes on under another name.
 * @param secret a header that holds it is left out: some servers echo what they were sent
 */
export function headersForClient(headers: IncomingHttpHeaders, secret: string | undefined): HeaderMap {
  const kept = without(headers, NOT_TO_CLIENT);
  if (headers["anthropic-ratelimit-requests-limit"] !== undefined)
    Object.assign(kept, rateLimitsOfAnthropic(kept));
  const upstreamId = headers["x-request-id"];
  if (upstreamId !== undefined) kept["x-upstream-request-id"] = upstreamId;
  if (secret === undefined) return kept;
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => !String(value).includes(secret)));
}

/** @param prefixes by their first character, so that most names are compared with none */
function without(
  headers: IncomingHttpHeaders,
  dropped: ReadonlySet<string>,
  prefixes: Readonly<Record<string, readonly string[]>> = {},
): HeaderMap {
  const named = namedByConnection(headers.connection);
  const kept: HeaderMap = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || dropped.has(name) || named?.has(name) === true) continue;
    if (startsWithAny(name, prefixes[name[0] as string])) continue;
    kept[name] = value;
  }
  return kept;
}

function startsWithAny(name: string, prefixes: readonly string[] = NONE): boolean {
  for (const prefix of prefixes) if (name.startsWith(prefix)) return true;
  return false;
}

/** `Connection: close, x-foo` makes x-foo a header of this connection only. */
function namedByConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return undefined;
  return new Set(connection.split(",").map((name) => name.trim().toLowerCase()));
}
