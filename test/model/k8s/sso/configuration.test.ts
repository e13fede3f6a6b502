import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { autheliaConfiguration } from "../../../../model/k8s/sso/configuration";
import type { SsoSettings } from "../../../../model/k8s/sso/names";
import { stackState } from "../../../../model/k8s/sso/stack-state";
import { statePasswords } from "../../../../model/k8s/sso/state";
import { routeEntries, serveRoute } from "../../../../model/k8s/routes";
import type { RouteEntry } from "../../../../model/k8s/routes";
import * as authelia from "../../../helpers/authelia";
import { scope } from "../../../helpers/eks-scope";
import { skipBecause } from "../../../helpers/skip";
import { ended, freePort, listening } from "../../../helpers/state-servers";

const ldap = {
  url: "ldaps://directory.example.com",
  implementation: "activedirectory",
  baseDn: "dc=example,dc=com",
  user: "cn=o'neil {{ x }},dc=example,dc=com",
  passwordSecret: "directory",
};
const smtp = {
  address: "submissions://mail.example.com:465",
  sender: "Plinth <plinth@example.com>",
  username: "plinth",
  passwordSecret: "mail",
};

/** Every kind of configuration that a stack can have. */
const kinds: Readonly<Record<string, SsoSettings>> = {
  "users in a file": { usersSecret: "authelia-users" },
  "users in a file, and mail": { usersSecret: "authelia-users", smtp },
  "users in a directory": { ldap },
  "users in a directory, and mail without a name": {
    ldap,
    smtp: { address: smtp.address, sender: smtp.sender },
  },
  "users in a file, and state in servers of the stack": {
    usersSecret: "authelia-users",
    storage: stackState(scope, { postgres: "postgres.example.com", redis: "redis.example.com" }),
  },
};

interface Rule {
  readonly domain: string | readonly string[];
  readonly policy: string;
  readonly subject?: string | readonly string[];
  readonly resources?: readonly string[];
}

/** The configuration for a domain; the key of signatures is of no interest here. */
function read(settings: SsoSettings, more: readonly RouteEntry[] = []) {
  const text = autheliaConfiguration(settings, more)
    .replaceAll('{{ env "PLINTH_DOMAIN" }}', "example.org")
    .replace(/key: \{\{.*\}\}/, "key: ''");
  return parse(text) as {
    readonly access_control: { readonly default_policy: string; readonly rules: readonly Rule[] };
    readonly session: {
      readonly cookies: readonly { readonly domain: string; readonly authelia_url: string }[];
    };
    readonly authentication_backend: Readonly<Record<string, unknown>>;
    readonly identity_providers: {
      readonly oidc: {
        readonly authorization_policies: Readonly<Record<string, object>>;
        readonly clients: readonly {
          readonly client_id: string;
          readonly audience?: string[];
          readonly authorization_policy?: string;
        }[];
      };
    };
  };
}

const { access_control: access, ...rest } = read({ usersSecret: "authelia-users" });

/** The first rule that is for a name and a subject, as Authelia takes it. */
function policyOf(host: string, path: string, subject: string): string {
  const found = access.rules.find(
    ({ domain, resources, subject: wanted }) =>
      [domain].flat().includes(host) &&
      (resources === undefined || resources.some((each) => new RegExp(each).test(path))) &&
      (wanted === undefined || [wanted].flat().includes(subject)),
  );
  return found?.policy ?? access.default_policy;
}

describe("model/k8s/sso/configuration", () => {
  it("asks two factors of people, and lets nobody in who is in no group", () => {
    for (const [label, route] of routeEntries) {
      const host = `${label}.example.org`;
      assert.equal(policyOf(host, "/", "group:admins"), "two_factor", label);
      assert.equal(policyOf(host, "/", "group:users"), route.for === "users" ? "two_factor" : "deny", label);
      assert.equal(policyOf(host, "/", "group:others"), "deny", label);
    }
  });

  it("lets programs in by a token where they have work, and nowhere else", () => {
    for (const [label, { programs }] of routeEntries)
      assert.equal(
        policyOf(`${label}.example.org`, "/", "oauth2:client:programs"),
        programs === true ? "one_factor" : "deny",
        label,
      );
    const client = rest.identity_providers.oidc.clients.find(({ client_id: id }) => id === "programs");
    assert.deepEqual(
      client?.audience,
      routeEntries
        .flatMap(([label, { programs }]) => (programs === true ? [`https://${label}.example.org`] : []))
        .sort(),
    );
  });

  it("signs on to services that ask by themselves only who is in a group", () => {
    const { authorization_policies: policies, clients } = rest.identity_providers.oidc;
    for (const { client_id: id, authorization_policy: name = "" } of clients)
      assert.deepEqual(
        policies[name],
        // Programs have no policy of people: each name has a rule of its own.
        id === "programs"
          ? undefined
          : {
              default_policy: "deny",
              rules: [{ policy: "two_factor", subject: ["group:admins", "group:users"] }],
            },
        id,
      );
  });

  it("knows services of the stack's own, for users and for programs", () => {
    const { access_control: rules, identity_providers: providers } = read({ usersSecret: "authelia-users" }, [
      serveRoute("digits"),
    ]);
    const policies = rules.rules.filter(({ domain }) => [domain].flat().includes("digits.example.org"));
    assert.deepEqual(
      policies.map(({ policy, subject }) => [policy, subject]),
      [
        ["one_factor", "oauth2:client:programs"],
        ["two_factor", ["group:admins", "group:users"]],
      ],
    );
    const programs = providers.oidc.clients.find(({ client_id: id }) => id === "programs");
    assert.ok(programs?.audience?.includes("https://digits.example.org"));
  });

  it("is closed but for the page to sign in on, and whether the router lives", () => {
    assert.equal(access.default_policy, "deny");
    assert.equal(policyOf("other.example.org", "/", "group:admins"), "deny");
    assert.equal(policyOf("router.example.org", "/healthz", "nobody"), "bypass");
    for (const path of ["/healthz/", "/healthz/../v1/models", "/v1/healthz", "/readyz", "/v1/models"])
      assert.equal(policyOf("router.example.org", path, "nobody"), "deny", path);
    const open = access.rules.filter(({ policy }) => policy === "bypass").map(({ domain }) => domain);
    assert.deepEqual(open, ["auth.example.org", "router.example.org"]);
  });

  it("keeps one session for all names below the domain", () => {
    assert.deepEqual(rest.session.cookies, [
      { domain: "example.org", authelia_url: "https://auth.example.org" },
    ]);
  });

  it("takes users from a file or from a directory", () => {
    assert.deepEqual(Object.keys(rest.authentication_backend), ["password_reset", "password_change", "file"]);
    const { authentication_backend: backend } = read({ ldap });
    assert.deepEqual(Object.keys(backend), ["password_reset", "password_change", "ldap"]);
  });

  describe("by Authelia itself", function () {
    this.timeout(60_000);
    let folder = "";
    before(function () {
      if (!authelia.hasAuthelia()) skipBecause(this, "needs authelia on the PATH, built from its source");
      folder = mkdtempSync(join(tmpdir(), "plinth-authelia-"));
      authelia.putSecrets(folder);
      mkdirSync(join(folder, "authorities"));
    });
    after(() => {
      if (folder !== "") rmSync(folder, { recursive: true, force: true });
    });

    for (const [kind, settings] of Object.entries(kinds))
      it(`takes that of ${kind}`, () => {
        const file = authelia.putConfiguration(folder, "configuration.yml", settings);
        const secret = join(folder, "secrets/session");
        const variables = [
          ...(settings.ldap === undefined ? [] : ["AUTHELIA_AUTHENTICATION_BACKEND_LDAP_PASSWORD_FILE"]),
          ...(settings.smtp?.passwordSecret === undefined ? [] : ["AUTHELIA_NOTIFIER_SMTP_PASSWORD_FILE"]),
          ...statePasswords(settings.storage).map(({ variable }) => variable),
        ];
        const env = authelia.environmentOf(folder, {
          PLINTH_POSTGRES_HOST: "postgres.example.com",
          PLINTH_REDIS_HOST: "redis.example.com",
          ...Object.fromEntries(variables.map((variable) => [variable, secret])),
        });
        const { status, output } = authelia.autheliaCommand(file, env, "config", "validate");
        assert.equal(status, 0, output);
        assert.match(output, /without errors/);
        assert.doesNotMatch(output, /warning/);
      });

    describe("for people", () => {
      const people = { ada: ["users"], root: ["admins"], eve: ["others"] } as const;
      const portal = { host: `auth.${authelia.TEST_DOMAIN}` };
      const env = (): NodeJS.ProcessEnv => authelia.environmentOf(folder, {});
      let config = "";
      let port = 0;
      let child: ChildProcess | undefined;

      before(async () => {
        const password = authelia.digestOf("argon2", "word");
        const users = Object.entries(people).map(([name, groups]) => [
          name,
          { displayname: name, email: `${name}@example.org`, password, groups },
        ]);
        authelia.put(
          folder,
          "users/users.yml",
          JSON.stringify({ users: Object.fromEntries(users) as object }),
        );
        mkdirSync(join(folder, "data"));
        const [http, metrics] = [await freePort(), await freePort()];
        port = http;
        config = authelia.putConfiguration(
          folder,
          "people.yml",
          { usersSecret: "people" },
          { http, metrics },
        );
        child = authelia.startAuthelia(config, env(), []);
        await listening(port, "Authelia");
      });
      after(async () => {
        if (child !== undefined) await ended(child);
      });

      /** Signs a person in with both factors. @returns the session's cookie */
      async function signIn(username: string): Promise<string | undefined> {
        const generate = ["storage", "user", "totp", "generate", username];
        const { output } = authelia.autheliaCommand(config, env(), ...generate);
        const [, secret = ""] = /secret=([A-Z2-7]+)/.exec(output) ?? [];
        const to = { method: "POST", ...portal } as const;
        const body = { username, password: "word" };
        const { cookie } = await authelia.ask(port, { ...to, path: "/api/firstfactor", body });
        const token = authelia.codeOf(secret);
        const second = { ...to, path: "/api/secondfactor/totp", cookie, body: { token } };
        const { status, cookie: whole = cookie } = await authelia.ask(port, second);
        assert.equal(status, 200, username);
        return whole;
      }

      for (const [name, groups] of Object.entries(people))
        it(`signs ${name} of ${groups.join()} on to Vault ${groups[0] === "others" ? "never" : "by a code"}`, async () => {
          const query = new URLSearchParams({
            ...{ client_id: "vault", response_type: "code", scope: "openid groups" },
            ...{
              redirect_uri: "http://localhost:8250/oidc/callback",
              state: "0123456789",
              nonce: "0123456789",
            },
          });
          const path = `/api/oidc/authorization?${query.toString()}`;
          const cookie = await signIn(name);
          const { location = "" } = await authelia.ask(port, { path, ...portal, cookie });
          const { searchParams: given } = new URL(location);
          const expected = groups[0] === "others" ? [false, "access_denied"] : [true, null];
          assert.deepEqual([given.has("code"), given.get("error")], expected, location);
        });
    });
  });
});
