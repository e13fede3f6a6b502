import { RouterError } from "../errors.ts";

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its host name is unknown",
  EAI_AGAIN: "its host name cannot be looked up now",
  EHOSTUNREACH: "no network route leads there",
  ENETUNREACH: "no network route leads there",
  EACCES: "the network forbids it",
  EPERM: "the network forbids it",
};

const LOST = new Set([
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_CLOSED",
  "UND_ERR_DESTROYED",
]);

const TLS = /^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS|ERR_SSL|EPROTO)/;

/**
 * Says a connection's failure in words that a client may read.
 * @param origin the upstream's scheme, host and port
 * @param connectMs the limit in force, for the sentence
 */
export function toRouterError(error: Error, origin: string, connectMs: number): RouterError {
  if (error instanceof RouterError) return error;
  const code = "code" in error ? String(error.code) : error.name;
  const options = { cause: error };
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") {
    const what = `The upstream ${origin} accepted no connection within ${connectMs / 1000} s.`;
    return new RouterError("upstream_timeout", what, options);
  }
  if (LOST.has(code)) {
    const what = `The upstream ${origin} closed the connection before its answer was whole.`;
    return new RouterError("upstream_connection_lost", what, options);
  }
  const reason = UNREACHABLE[code] ?? (TLS.test(code) ? tlsReason(code) : undefined);
  if (reason !== undefined) {
    const what = `The upstream ${origin} cannot be reached: ${reason}.`;
    return new RouterError("upstream_unreachable", what, options);
  }
  if (code.startsWith("HPE_") || code === "UND_ERR_HEADERS_OVERFLOW") {
    const what = `The upstream ${origin} did not answer in valid HTTP (${code}).`;
    return new RouterError("upstream_invalid_response", what, options);
  }
  const what = `The connection to the upstream ${origin} failed (${code}).`;
  return new RouterError("upstream_connection_lost", what, options);
}

function tlsReason(code: string): string {
  return `TLS failed (${code}); where it uses a private certificate authority, name that in NODE_EXTRA_CA_CERTS`;
}
