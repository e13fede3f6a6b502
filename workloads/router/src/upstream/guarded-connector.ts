import { lookup as dnsLookup } from "node:dns";
import type { LookupAddress, LookupOptions } from "node:dns";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";

import { buildConnector } from "undici";

import { RouterError } from "../errors.ts";

import { refusalOf } from "./addresses.ts";
import type { Reach } from "./addresses.ts";

type LookedUp = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** Looks a name up, with all its addresses. */
export type LookupAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: LookedUp,
) => void;

/** What connections are made with. */
export interface ConnectorArgs {
  /** The upstream's scheme, host and port, for sentences. */
  readonly origin: string;
  readonly reach: Reach;
  readonly connectMs: number;
  /** @default the operating system's */
  readonly lookup?: LookupAll | undefined;
}

/**
 * Connects to what the router may connect to. Each connection looks the name up itself and goes to just the addresses
 * that were judged, so that a name that leads elsewhere later is no way around.
 */
export function guardedConnector({ origin, reach, connectMs, lookup = dnsLookup }: ConnectorArgs) {
  const refusedTo = (refusal: string): RouterError =>
    new RouterError("upstream_address_forbidden", `The upstream ${origin} leads to ${refusal}.`);
  const judged: LookupFunction = (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "");
      const allowed = addresses.filter(({ address }) => refusalOf(address, reach) === undefined);
      const [first] = allowed;
      if (first === undefined)
        return callback(refusedTo(refusalOf(addresses[0]?.address ?? "", reach) ?? "none"), "");
      return options.all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  const connect = buildConnector({ timeout: connectMs, lookup: judged });
  const guarded: buildConnector.connector = (options, callback) => {
    // An address is never looked up.
    const refusal = isIP(options.hostname) === 0 ? undefined : refusalOf(options.hostname, reach);
    if (refusal === undefined) connect(options, callback);
    else callback(refusedTo(refusal), null);
  };
  return guarded;
}
