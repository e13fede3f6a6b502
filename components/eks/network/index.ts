/** The network of a cluster. */

export { Network } from "./network";
export type { NetworkArgs } from "./network";
export type { NatMode } from "./routes";
