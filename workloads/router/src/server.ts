import cluster from "node:cluster";

import { buildApp } from "./app.ts";
import { Primary } from "./cluster/primary.ts";
import { leave, takeOrders } from "./cluster/worker.ts";
import { ConfigError, loadConfig } from "./config.ts";
import type { RouterConfig } from "./config.ts";
import { logStream } from "./observability/log-stream.ts";
import { stopper } from "./shutdown.ts";

const BAD_CONFIG = 2;
const FAILED = 1;

void main();

async function main(): Promise<void> {
  const config = orExit(() => loadConfig(process.env));
  if (config === undefined) return;
  if (cluster.isPrimary && config.workers > 1) {
    new Primary(config).run();
    return;
  }
  const router = orExit(() => buildApp(config, logStream()));
  if (router === undefined) return;
  takeOrders({ stop: stopper(router, config.drainMs), reload: () => router.reload("SIGHUP") });
  try {
    await router.app.listen({ host: config.host, port: config.port });
    router.watchFiles();
  } catch (error) {
    process.stderr.write(`${listenProblem(error as NodeJS.ErrnoException, config)}\n`);
    process.exitCode = FAILED;
    leave();
    await router.app.close();
  }
}

function orExit<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    // RangeError: the registry's parts do not fit together.
    if (!(error instanceof ConfigError) && !(error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = BAD_CONFIG;
    leave();
    return undefined;
  }
}

function listenProblem(error: NodeJS.ErrnoException, { host, port }: RouterConfig): string {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "another process listens there; end it, or set ROUTER_PORT to a free port",
    EADDRNOTAVAIL:
      "this machine has no such address; set ROUTER_HOST to one of its own, or to 0.0.0.0 for all",
    EACCES: "this user may not use the port; set ROUTER_PORT to one above 1023",
    ENOTFOUND: "the host name is unknown; set ROUTER_HOST to an address of this machine",
  };
  return `The router cannot listen on ${host}:${port}: ${reasons[error.code ?? ""] ?? error.message}.`;
}
