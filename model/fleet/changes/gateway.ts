/** Kinds of the Gateway API. */

import type { KindRules } from "./types";

const GATEWAY_URL = "https://gateway-api.sigs.k8s.io/api-types/gateway/";
const CLASS_URL = "https://gateway-api.sigs.k8s.io/api-types/gatewayclass/";

/** The rules by group and kind. */
export const gatewayKinds: Readonly<Record<string, KindRules>> = {
  "gateway.networking.k8s.io/GatewayClass": {
    fields: [
      {
        path: "spec.controllerName",
        effect: "recreate",
        why: "A class of gateways cannot change its controller.",
        fix: "Delete the GatewayClass and apply again; its gateways serve nothing in between.",
        url: CLASS_URL,
      },
    ],
    removed: {
      effect: "free",
      why: "`kubectl apply` deletes nothing: the class stays, and its gateways with it.",
      fix: "Where it is not wanted any more: `<command>`.",
      url: CLASS_URL,
    },
  },
  "gateway.networking.k8s.io/Gateway": {
    fields: [
      {
        path: "spec.gatewayClassName",
        effect: "restarts",
        why: "Another controller serves the gateway, with other proxies and another address.",
        url: GATEWAY_URL,
      },
      {
        path: "spec.listeners.**",
        effect: "restarts",
        why: "Envoy Gateway sets its proxies up anew; connections of the listener are cut.",
        url: GATEWAY_URL,
      },
    ],
  },
};
