/** Authelia's configuration. It is a template of Authelia's own: the domain and the secrets come when it starts. */

import { routeEntries } from "../routes";
import type { RouteEntry, RouteId, ServiceRoute } from "../routes";
import { autheliaFolders, autheliaPorts, DOMAIN_VARIABLE, groups, PORTAL } from "./names";
import type { SsoSettings } from "./names";
import { quoted } from "./quoted";
import { stateSections } from "./state";
import type { StateSections } from "./state";

const domain = `{{ env "${DOMAIN_VARIABLE}" }}`;

function host(label: string): string {
  return `${label}.${domain}`;
}

/** Whoever is in a group of the platform's. */
const anyGroup = `['group:${groups.admins}', 'group:${groups.users}']`;

/** The policy of services that ask the sign-on themselves. */
const PEOPLE = "people";
const people = `    authorization_policies:
      # The rules of access_control do not hold for a service that asks by itself.
      ${PEOPLE}:
        default_policy: deny
        rules:
          - policy: two_factor
            subject: ${anyGroup}
`;

/** The name of Authelia's file. */
export const CONFIGURATION_FILE = "configuration.yml";

/**
 * The whole file, as YAML with templates in it.
 *
 * @param more Routes of services of the stack's own. @default none
 */
export function autheliaConfiguration(
  settings: SsoSettings<unknown>,
  more: readonly RouteEntry[] = [],
): string {
  const all = [...routeEntries, ...more];
  const state = stateSections(settings);
  return [
    ...[state.top, server, users(settings), accessControl(all), session(state)],
    ...[notifier(settings), openIdConnect(all)],
  ].join("");
}

const server = `theme: auto
server:
  address: tcp://:${String(autheliaPorts.http)}/
  endpoints:
    authz:
      ext-authz:
        implementation: ExtAuthz
        authn_strategies:
          # Programs bring a token, people a session.
          - name: HeaderAuthorization
            schemes: [Bearer]
          - name: CookieSession
log:
  level: info
  format: json
telemetry:
  metrics:
    enabled: true
    address: tcp://:${String(autheliaPorts.metrics)}
ntp:
  # A closed network may have no time server that answers; nodes keep their own time.
  disable_startup_check: true
totp:
  issuer: '${domain}'
webauthn:
  display_name: '${domain}'
`;

function users({ usersSecret, ldap }: SsoSettings<unknown>): string {
  const head = `authentication_backend:
  # Passwords are changed where the users are.
  password_reset:
    disable: true
  password_change:
    disable: true
`;
  if (usersSecret !== undefined || ldap === undefined)
    return `${head}  file:
    path: ${autheliaFolders.users}/users.yml
`;
  return `${head}  ldap:
    implementation: ${ldap.implementation}
    address: ${quoted(ldap.url)}
    base_dn: ${quoted(ldap.baseDn)}
    user: ${quoted(ldap.user)}
`;
}

/** The routes of which something holds, as names below the domain. */
function hostsOf(all: readonly RouteEntry[], which: (route: ServiceRoute) => boolean): string {
  const found = all.filter(([, route]) => which(route)).map(([label]) => label);
  return found
    .sort()
    .map((label) => `        - '${host(label)}'\n`)
    .join("");
}

function accessControl(all: readonly RouteEntry[]): string {
  return `access_control:
  # What no rule names is closed.
  default_policy: deny
  rules:
    # The page that people sign in on.
    - domain: '${host(PORTAL)}'
      policy: bypass
    # Whether it lives is no secret.
    - domain: '${host("router" satisfies RouteId)}'
      resources: ['^/healthz$']
      policy: bypass
    # A program has one factor: the secret that its token was given for.
    - domain:
${hostsOf(all, ({ programs }) => programs === true)}      subject: 'oauth2:client:programs'
      policy: one_factor
    - domain:
${hostsOf(all, (route) => route.for === "admins")}      subject: 'group:${groups.admins}'
      policy: two_factor
    - domain:
${hostsOf(all, (route) => route.for === "users")}      subject: ${anyGroup}
      policy: two_factor
`;
}

const session = (state: StateSections): string => `session:
${state.session}  name: plinth_session
  same_site: lax
  inactivity: 1h
  expiration: 12h
  remember_me: -1
  cookies:
    - domain: '${domain}'
      authelia_url: 'https://${host(PORTAL)}'
regulation:
  max_retries: 5
  find_time: 2m
  ban_time: 10m
storage:
${state.storage}`;

function notifier({ smtp }: SsoSettings<unknown>): string {
  if (smtp === undefined)
    return `notifier:
  # The code by which a person registers a second factor; an administrator reads it there.
  filesystem:
    filename: ${autheliaFolders.data}/notification.txt
`;
  const username = smtp.username === undefined ? "" : `    username: ${quoted(smtp.username)}\n`;
  return `notifier:
  # A server of mail that is away keeps nobody out who has a second factor.
  disable_startup_check: true
  smtp:
    address: ${quoted(smtp.address)}
    sender: ${quoted(smtp.sender)}
${username}`;
}

/** Where Grafana comes back to after a sign-on, and where Vault does: in a browser, and on a person's own machine. */
const redirects = {
  grafana: [`https://${host("grafana" satisfies RouteId)}/login/generic_oauth`],
  vault: [
    `https://${host("vault" satisfies RouteId)}/ui/vault/auth/oidc/oidc/callback`,
    "http://localhost:8250/oidc/callback",
  ],
} as const;

function list(values: readonly string[]): string {
  return values.map((value) => `          - '${value}'\n`).join("");
}

function secretOf(client: string): string {
  return `'{{ secret "${autheliaFolders.secrets}/${client}-digest" }}'`;
}

function openIdConnect(all: readonly RouteEntry[]): string {
  const audience = all
    .filter(([, { programs }]) => programs === true)
    .map(([label]) => `https://${host(label)}`)
    .sort();
  return `identity_providers:
  oidc:
    jwks:
      - key_id: plinth
        algorithm: RS256
        use: sig
        key: {{ secret "${autheliaFolders.signing}/tls.key" | mindent 10 "|" | msquote }}
${people}    clients:
      # Without a secret that two namespaces would share: a code is of use to nobody but who asked for it (PKCE).
      - client_id: grafana
        client_name: Grafana
        public: true
        authorization_policy: ${PEOPLE}
        consent_mode: implicit
        require_pkce: true
        pkce_challenge_method: S256
        redirect_uris:
${list(redirects.grafana)}        scopes: [openid, profile, groups, email]
        response_types: [code]
        grant_types: [authorization_code]
        token_endpoint_auth_method: none
      - client_id: vault
        client_name: Vault
        client_secret: ${secretOf("vault")}
        authorization_policy: ${PEOPLE}
        consent_mode: implicit
        redirect_uris:
${list(redirects.vault)}        scopes: [openid, profile, groups, email]
        response_types: [code]
        grant_types: [authorization_code]
        token_endpoint_auth_method: client_secret_basic
      - client_id: programs
        client_name: Programs
        client_secret: ${secretOf("programs")}
        scopes: [authelia.bearer.authz]
        audience:
${list(audience)}        grant_types: [client_credentials]
        token_endpoint_auth_method: client_secret_basic
`;
}
