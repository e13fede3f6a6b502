import type { FastifyReply } from "fastify";

import type { RouterError } from "../errors.ts";

import { clientLeft } from "./client-left.ts";

/** The calls to backends that are open now, each bound to the client that waits for it. */
export class OpenCalls {
  readonly #open = new Set<AbortController>();

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** A signal for one call: aborted at once when the client leaves before its answer is whole. */
  signalFor(reply: FastifyReply): AbortSignal {
    const controller = new AbortController();
    this.#open.add(controller);
    reply.raw.once("close", () => {
      this.#open.delete(controller);
      const left = clientLeft(reply.raw);
      if (left !== null) controller.abort(left);
    });
    return controller.signal;
  }

  /** Ends every open call with an error that its client gets to see. */
  abortAll(reason: RouterError): void {
    for (const controller of this.#open) controller.abort(reason);
  }
}
