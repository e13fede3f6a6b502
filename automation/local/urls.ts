/** Where the stack's services answer. */

import type { Variables } from "./dotenv-file";

/** URL of each service that has one, by service name. */
export function serviceUrls(variables: Variables): ReadonlyMap<string, string> {
  const at = (port: string, path = ""): string => `http://127.0.0.1:${variables[port] ?? ""}${path}`;
  return new Map([
    ["prefect-server", at("PLINTH_PORT_PREFECT")],
    ["mlflow", at("PLINTH_PORT_MLFLOW")],
    ["vault", at("PLINTH_PORT_VAULT")],
    ["router", at("PLINTH_PORT_ROUTER", "/v1")],
    ["traefik", `http://traefik.localhost:${variables["PLINTH_PORT_WEB"] ?? ""}/dashboard/`],
  ]);
}
