/** Where the local stack's services answer. */

/** Base path of the router's OpenAI-compatible API. */
const ROUTER_API = "/v1";

/**
 * URL of each service that has one, by the service's name in the compose file.
 *
 * @param variables values of the compose file's variables, ports among them.
 */
export function serviceUrls(
  variables: Readonly<Record<string, string>>,
): Readonly<Record<ServiceWithUrl, string>> {
  const at = (variable: string, path = ""): string => `http://127.0.0.1:${variables[variable] ?? ""}${path}`;
  return {
    "prefect-server": at("PLINTH_PORT_PREFECT"),
    mlflow: at("PLINTH_PORT_MLFLOW"),
    vault: at("PLINTH_PORT_VAULT"),
    router: at("PLINTH_PORT_ROUTER", ROUTER_API),
    traefik: `http://traefik.localhost:${variables["PLINTH_PORT_WEB"] ?? ""}/dashboard/`,
  };
}

/** A service that a user calls. */
export type ServiceWithUrl = "prefect-server" | "mlflow" | "vault" | "router" | "traefik";
