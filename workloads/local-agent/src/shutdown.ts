import type { Agent } from "./app.ts";
import { AgentError } from "./errors.ts";
import type { Log } from "./log.ts";

/** After the limit, clients get this long to take their errors, in milliseconds. */
const LAST_WORDS_MS = 500;

/**
 * Stops on SIGTERM and SIGINT: takes no new connections, lets open requests finish for a while, then ends them with
 * an error. A second signal ends the wait. The exit status is 0 either way.
 * @param drainMs how long open requests may go on
 */
export function stopOnSignals(agent: Agent, log: Log, drainMs: number): void {
  let giveUp: (() => void) | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (giveUp === undefined) giveUp = beginStop(agent, log, { signal, drainMs });
    else giveUp();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

/** Begins to stop; gives a function that ends the wait for open requests. */
function beginStop(
  agent: Agent,
  log: Log,
  { signal, drainMs }: { readonly signal: string; readonly drainMs: number },
): () => void {
  log("info", "stopping", { signal, open: agent.openRequests, drainMs });
  const giveUp = (): void => {
    clearTimeout(limit);
    log("warn", "ending open requests", { open: agent.openRequests });
    agent.abortRequests(new AgentError("shutting_down", "The agent is stopping and ended this request."));
    setTimeout(() => agent.server.closeAllConnections(), LAST_WORDS_MS).unref();
  };
  const limit = setTimeout(giveUp, drainMs);
  void agent.close().then(() => {
    clearTimeout(limit);
    log("info", "stopped");
    // llama.cpp's threads would keep the process; all answers are out.
    process.exit(0);
  });
  return giveUp;
}
