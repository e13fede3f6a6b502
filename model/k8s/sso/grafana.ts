/** How Grafana lets people in by the sign-on, with a name and a role of their own. */

import { withDependencies } from "../../fleet/recipes";
import type { RecipeId } from "../../fleet/recipes";
import type { RouteId } from "../routes";
import { groups, PORTAL } from "./names";

/** What decides whether Grafana signs people on. */
export interface GrafanaSignOnConfig {
  readonly recipes?: readonly RecipeId[];
  readonly domain?: string | undefined;
  readonly gateway?: { readonly issuer?: string | undefined } | undefined;
}

/** Sections of Grafana's own configuration. */
export type GrafanaSections = Readonly<Record<string, Readonly<Record<string, boolean | string>>>>;

/**
 * What Grafana's configuration has for it; nothing without a sign-on, or with a certificate that Grafana's pod does not
 * trust: it asks Authelia by the name that browsers have for it.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/generic-oauth/
 */
export function grafanaSignOn({ recipes = [], domain, gateway }: GrafanaSignOnConfig): GrafanaSections {
  const installed = withDependencies(recipes).includes("sso");
  if (!installed || domain === undefined || gateway?.issuer === undefined) return {};
  const portal = `https://${PORTAL}.${domain}/api/oidc`;
  return {
    server: { root_url: `https://${"grafana" satisfies RouteId}.${domain}` },
    "auth.generic_oauth": {
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
      role_attribute_path: `contains(groups[*], '${groups.admins}') && 'Admin' || 'Viewer'`,
      // They have just signed in at the gateway.
      auto_login: true,
    },
  };
}
