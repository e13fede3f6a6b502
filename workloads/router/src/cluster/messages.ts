/** What the primary process tells its workers. Signals come to it alone, and go on in this form. */
export type ToWorker =
  /** `times`: how often the router was told so far. */
  | { readonly plinth: "stop"; readonly signal: NodeJS.Signals; readonly times: number }
  | { readonly plinth: "reload" }
  /** The metrics of all workers together; undefined where one of them did not tell its own. */
  | { readonly plinth: "metrics"; readonly id: number; readonly text: string | undefined };

/** What a worker asks of the primary process. */
export interface ToPrimary {
  readonly plinth: "metrics";
  readonly id: number;
}

/** Whether a message is one of ours: prom-client and Node send others over the same channel. */
export function isOurs<T extends ToWorker | ToPrimary>(message: unknown): message is T {
  return typeof message === "object" && message !== null && "plinth" in message;
}
