import { buildApp } from "./app.ts";
import type { Router } from "./app.ts";
import { ConfigError, loadConfig } from "./config.ts";
import type { RouterConfig } from "./config.ts";
import { stopOnSignals } from "./shutdown.ts";

const BAD_CONFIG = 2;
const FAILED = 1;

void main();

async function main(): Promise<void> {
  const started = startOrExit();
  if (started === undefined) return;
  const { config, router } = started;
  stopOnSignals(router, config.drainMs);
  process.on("SIGHUP", () => router.reload("SIGHUP"));
  try {
    await router.app.listen({ host: config.host, port: config.port });
    router.watchFiles();
  } catch (error) {
    process.stderr.write(`${listenProblem(error as NodeJS.ErrnoException, config)}\n`);
    process.exitCode = FAILED;
    await router.app.close();
  }
}

function startOrExit(): { readonly config: RouterConfig; readonly router: Router } | undefined {
  try {
    const config = loadConfig(process.env);
    return { config, router: buildApp(config) };
  } catch (error) {
    // RangeError: the registry's parts do not fit together.
    if (!(error instanceof ConfigError) && !(error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = BAD_CONFIG;
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
