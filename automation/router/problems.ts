/** What a router's refusal or silence means for whoever asked. */

import { PlinthError } from "../../model/errors";
import type { ErrorCode } from "../../model/errors";
import type { Door } from "./door";

/** An answer that is none of what was asked for. */
export interface Refusal {
  readonly status: number;
  /** Its JSON; `undefined` where it is not JSON. */
  readonly answer: unknown;
  /** Method and path. */
  readonly asked: string;
}

const UNAUTHORIZED = 401;
const NOT_FOUND = 404;
const CONFLICT = 409;
const SERVER_ERROR = 500;

/** Why there was no answer at all, by what Node calls it. */
const silences: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name cannot be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is of an authority that Node does not trust",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is of an authority that Node does not trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is of an authority that Node does not trust",
};

/** The error for a router that gave no answer. */
export function silenceOf(error: unknown, door: Door, seconds: number): PlinthError {
  const { code = "" } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  const why =
    (error as Error).name === "TimeoutError"
      ? `no answer within ${String(seconds)} seconds`
      : (silences[code] ?? (code === "" ? (error as Error).message : code));
  return new PlinthError("router-unreachable", `The router at ${door.url} does not answer: ${why}.`, {
    fix: whereToLook(door),
    cause: error,
  });
}

function whereToLook({ stack }: Door): string {
  return stack === undefined
    ? "Check the address in `--url`, and that the router runs. A certificate authority of your own goes into NODE_EXTRA_CA_CERTS."
    : `Bring the stack up with \`./plinth up ${stack}\`, or name another router by \`--url\` and \`--admin-key-file\`.`;
}

/** The error for an answer that is none of what was asked for. */
export function refusalOf({ status, answer, asked }: Refusal, door: Door): PlinthError {
  const { message, code } = toldBy(answer);
  if (message === undefined)
    return new PlinthError(
      "router-unreachable",
      `What answers at ${door.url} is no router of Plinth: it answered ${asked} with status ${String(status)}.`,
      { fix: whereToLook(door) },
    );
  if (status === UNAUTHORIZED)
    return new PlinthError(
      "router-admin-key",
      `The router at ${door.url} refuses the admin key in ${door.adminKeyFile}.`,
      { fix: rightKey(door) },
    );
  if (status === NOT_FOUND && code === "route_not_found")
    return new PlinthError(
      "router-admin-key",
      `The router at ${door.url} has no admin API: it has no admin key.`,
      {
        fix: "Start the router with ROUTER_ADMIN_KEY_FILE, the file of a key that you choose.",
      },
    );
  return new PlinthError(codeOf(status), `The router says: ${message}`);
}

function rightKey({ stack }: Door): string {
  return stack === undefined
    ? "Give the file with the key that the router was started with, by `--admin-key-file`."
    : `The router reads the file when it starts: \`./plinth down ${stack}\` and \`./plinth up ${stack}\` start it anew.`;
}

function codeOf(status: number): ErrorCode {
  if (status === NOT_FOUND) return "router-unknown";
  if (status === CONFLICT) return "router-conflict";
  return status >= SERVER_ERROR ? "router-failed" : "router-refused";
}

/** What an error in OpenAI's shape says; nothing where it has another shape. */
function toldBy(answer: unknown): { readonly message?: string; readonly code?: string } {
  const error = (answer as { error?: unknown } | null | undefined)?.error;
  if (typeof error !== "object" || error === null) return {};
  const { message, code } = error as { message?: unknown; code?: unknown };
  if (typeof message !== "string") return {};
  return { message, ...(typeof code === "string" ? { code } : {}) };
}
