/** How Grafana lets people in by the sign-on, with a name and a role of their own. */

import { withDependencies } from "../../fleet/recipes";
import type { RecipeId } from "../../fleet/recipes";
import { PLATFORM_CA, trustOf } from "../gateway";
import type { GatewaySettings } from "../gateway";
import type { RouteId } from "../routes";
import { AUTHORITY_KEY } from "./authority";
import { groups, PORTAL } from "./names";

/** What decides whether Grafana signs people on. */
export interface GrafanaSignOnConfig {
  readonly recipes?: readonly RecipeId[];
  readonly domain?: string | undefined;
  readonly gateway?: Pick<GatewaySettings, "issuer" | "acme"> | undefined;
}

/** ConfigMap that a rendered cluster's release takes the values from. */
export const GRAFANA_SIGN_ON = "grafana-sign-on";

/** Sections of Grafana's own configuration. */
export type GrafanaSections = Readonly<Record<string, Readonly<Record<string, boolean | string>>>>;

/** A Secret in Grafana's container. */
export interface SecretMount {
  readonly name: string;
  readonly secretName: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly defaultMode: number;
  readonly optional: boolean;
}

/** Values of Grafana's chart. */
export interface GrafanaSignOn {
  readonly "grafana.ini": GrafanaSections;
  readonly extraSecretMounts?: readonly SecretMount[];
}

/** Where Grafana finds the platform's own authority. It is there soon after the first start, which does not wait for it. */
const authority: SecretMount = {
  name: PLATFORM_CA,
  secretName: PLATFORM_CA,
  mountPath: `/etc/grafana/${PLATFORM_CA}`,
  readOnly: true,
  defaultMode: 0o440,
  optional: true,
};

/**
 * What Grafana's values have for it; nothing without a sign-on, or with a certificate that nobody trusts: Grafana asks
 * Authelia by the name that browsers have for it, and takes no certificate unseen.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/generic-oauth/
 */
export function grafanaSignOn({ recipes = [], domain, gateway }: GrafanaSignOnConfig): GrafanaSignOn {
  const installed = withDependencies(recipes).includes("sso");
  const trust = trustOf(gateway);
  if (!installed || domain === undefined || trust === "nobody") return { "grafana.ini": {} };
  const own = trust === "platform";
  return {
    "grafana.ini": {
      server: { root_url: `https://${"grafana" satisfies RouteId}.${domain}` },
      "auth.generic_oauth": {
        ...client(domain),
        ...(own && { tls_client_ca: `${authority.mountPath}/${AUTHORITY_KEY}` }),
      },
    },
    ...(own && { extraSecretMounts: [authority] }),
  };
}

/** The client that Authelia knows, and who gets which role. */
function client(domain: string): Readonly<Record<string, boolean | string>> {
  const portal = `https://${PORTAL}.${domain}/api/oidc`;
  const role = (group: string, name: string) => `contains(groups[*], '${group}') && '${name}'`;
  return {
    enabled: true,
    name: "Plinth",
    client_id: "grafana",
    // The client has no secret: a code is of use to nobody but who asked for it.
    use_pkce: true,
    auth_style: "InParams",
    scopes: "openid profile groups email",
    auth_url: `${portal}/authorization`,
    token_url: `${portal}/token`,
    api_url: `${portal}/userinfo`,
    login_attribute_path: "preferred_username",
    name_attribute_path: "name",
    groups_attribute_path: "groups",
    role_attribute_path: `${role(groups.admins, "Admin")} || ${role(groups.users, "Viewer")}`,
    // Who is in neither group gets no role, and does not come in.
    role_attribute_strict: true,
    // They have just signed in at the gateway.
    auto_login: true,
  };
}
