import type { Router } from "./app.ts";
import { leave } from "./cluster/worker.ts";
import { RouterError } from "./errors.ts";

/** After the limit, clients get this long to take their error events, in milliseconds. */
const LAST_WORDS_MS = 500;

/**
 * Gives what stops the router: it takes no new connections, lets open requests finish for a while, then ends
 * them with an error event. A second signal ends the wait. The exit status is 0 either way.
 * @param drainMs how long open requests may go on
 */
export function stopper(router: Router, drainMs: number): (signal: NodeJS.Signals) => void {
  let stop: (() => void) | undefined;
  return (signal) => {
    if (stop === undefined) stop = beginStop(router, drainMs, signal);
    else stop();
  };
}

/** Begins to stop; gives a function that ends the wait for open requests. */
function beginStop(router: Router, drainMs: number, signal: string): () => void {
  const { app } = router;
  app.log.info({ signal, open: router.openCalls(), drainMs }, "stopping");
  router.beginStop();
  const giveUp = (): void => {
    app.log.warn({ open: router.openCalls() }, "ending open requests");
    router.abortCalls(new RouterError("shutting_down", "The router is stopping and ended this request."));
    setTimeout(() => app.server.closeAllConnections(), LAST_WORDS_MS).unref();
  };
  const limit = setTimeout(giveUp, drainMs);
  void app.close().then(() => {
    clearTimeout(limit);
    app.log.info("stopped");
    process.exitCode = 0;
    leave();
    // What still holds the process, as an exporter that waits for its receiver, has had its time.
    setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
  });
  return () => {
    clearTimeout(limit);
    giveUp();
  };
}
