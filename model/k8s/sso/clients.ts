/** What lets a service ask the sign-on itself: a way to the gateway, and an authority to trust. */

import type { RecipeId } from "../../fleet/recipes";
import { PROXY_PORTS } from "../gateway";
import type { Trust } from "../gateway";
import type { AnyObject } from "../objects";
import { OBSERVABILITY_NAMESPACE } from "../observability";
import { VAULT_NAMESPACE, vaultLabels } from "../vault";
import { authorityObjects } from "./authority";
import { fromGateway } from "./routes";

/** Port of the proxies that HTTPS ends at. */
const [, HTTPS_PORT] = PROXY_PORTS;

/** The objects of the services of a recipe, by what they are. */
export function clientObjects(recipe: RecipeId, trust: Trust): Readonly<Record<string, AnyObject>> {
  if (recipe === "vault") return { "vault-sign-on": wayToGateway("vault", VAULT_NAMESPACE, vaultLabels) };
  if (recipe !== "observability" || trust === "nobody") return {};
  return {
    "grafana-sign-on": wayToGateway("grafana", OBSERVABILITY_NAMESPACE, {
      "app.kubernetes.io/name": "grafana",
    }),
    ...(trust === "platform" ? authorityObjects(OBSERVABILITY_NAMESPACE) : {}),
  };
}

/** In some networks a connection to the load balancer ends at the proxies' own port. */
function wayToGateway(
  service: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): AnyObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: `${service}-sign-on`, namespace },
    spec: {
      podSelector: { matchLabels: { ...labels } },
      policyTypes: ["Egress"],
      egress: [{ to: [fromGateway], ports: [{ protocol: "TCP", port: HTTPS_PORT }] }],
    },
  };
}
