import cluster from "node:cluster";

import { buildApp } from "./app.ts";
import { Primary } from "./cluster/primary.ts";
import { leave, takeOrders } from "./cluster/worker.ts";
import { ConfigError, loadConfig } from "./config.ts";
import type { RouterConfig } from "./config.ts";
import { logStream } from "./observability/log-stream.ts";
import { stopper } from "./shutdown.ts";
import { DatabaseError } from "./store/database.ts";
import { LaterSchemaError } from "./store/migrations.ts";

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
  const router = orExit(() => buildApp(config, logStream()), config);
  if (router === undefined) return;
  takeOrders({ stop: stopper(router, config.drainMs), reload: () => router.reload("SIGHUP") });
  try {
    await router.app.listen({ host: config.host, port: config.port });
    router.watchFiles();
  } catch (error) {
    end(databaseProblem(error, config) ?? listenProblem(error as NodeJS.ErrnoException, config), FAILED);
    await router.app.close();
  }
}

function orExit<T>(make: () => T, config?: RouterConfig): T | undefined {
  try {
    return make();
  } catch (error) {
    const problem = config === undefined ? undefined : databaseProblem(error, config);
    // RangeError: the registry's parts do not fit together.
    if (problem === undefined && !(error instanceof ConfigError) && !(error instanceof RangeError))
      throw error;
    if (problem === undefined) end((error as Error).message, BAD_CONFIG);
    else end(problem, FAILED);
    return undefined;
  }
}

function end(problem: string, exitCode: number): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = exitCode;
  leave();
}

/** Undefined where it is not the database's. */
function databaseProblem(error: unknown, { database }: RouterConfig): string | undefined {
  if (error instanceof LaterSchemaError) return error.message;
  if (!(error instanceof DatabaseError)) return undefined;
  const fix =
    database.postgres === undefined
      ? `Set SQLITE_DB_PATH, which is ${database.sqlitePath}, to a file of SQLite's in a folder that the router may write.`
      : "Start it, or correct DATABASE_URL or DATABASE_URL_FILE.";
  return `${error.message} ${fix}`;
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
