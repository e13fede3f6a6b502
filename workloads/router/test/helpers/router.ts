import type { AddressInfo } from "node:net";

import { buildApp } from "../../src/app.ts";
import type { Router } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";

/** A router under test, with the lines that it logs. */
export interface TestRouter extends Router {
  readonly logs: string[];
  /** Listens on a free port; gives the base URL. */
  readonly listen: () => Promise<string>;
}

/** Builds a router from environment variables, as the server does. */
export function testRouter(upstreamUrl: string | undefined, env: Record<string, string> = {}): TestRouter {
  const logs: string[] = [];
  const variables = {
    ROUTER_UPSTREAM_URL: upstreamUrl ?? "",
    ROUTER_PORT: "0",
    ROUTER_LOG_LEVEL: "trace",
    ...env,
  };
  const router = buildApp(loadConfig(variables), { write: (line) => logs.push(line) });
  const listen = async (): Promise<string> => {
    await router.app.listen({ host: "127.0.0.1", port: 0 });
    return `http://127.0.0.1:${(router.app.server.address() as AddressInfo).port}`;
  };
  return { ...router, logs, listen };
}

export const CHAT = { model: "tiny", messages: [{ role: "user", content: "hi" }] };
