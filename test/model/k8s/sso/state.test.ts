import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheAccess, SESSIONS_DATABASE } from "../../../../model/eks/databases";
import { authoritiesOf, statePasswords, stateSections } from "../../../../model/k8s/sso/state";
import type { SharedState, SsoSettings } from "../../../../model/k8s/sso/names";
import * as authelia from "../../../helpers/authelia";
import { skipBecause } from "../../../helpers/skip";
import * as servers from "../../../helpers/state-servers";

const storage: SharedState = {
  postgres: {
    host: "localhost",
    port: 5432,
    database: "authelia",
    username: "authelia",
    passwordSecret: "authelia-postgres",
    caSecret: "own-authority",
  },
  redis: {
    host: "localhost",
    port: 6379,
    username: "authelia",
    passwordSecret: "authelia-redis",
    caSecret: "own-authority",
  },
};

describe("model/k8s/sso/state", () => {
  it("is in the pod where nothing is shared", () => {
    const { top, session, storage: stored } = stateSections({});
    assert.equal(top, "");
    assert.doesNotMatch(session, /redis/);
    assert.match(stored, /sqlite3/);
    assert.deepEqual([statePasswords(undefined), authoritiesOf(undefined)], [[], []]);
  });

  it("is shared by TLS alone, and no password stands in it", () => {
    const { session, storage: stored } = stateSections({ storage });
    assert.doesNotMatch(session, /database_index/);
    for (const text of [session, stored]) {
      assert.match(text, /tls:\n\s+minimum_version: TLS1.2\n/);
      assert.doesNotMatch(text, /password|skip_verify/);
    }
    assert.deepEqual(
      statePasswords(storage).map(({ secret, key }) => [secret, key]),
      [
        ["authelia-postgres", "password"],
        ["authelia-redis", "password"],
      ],
    );
  });

  it("has each authority once, and the folder of them only where there is one", () => {
    assert.deepEqual(authoritiesOf(storage), [
      { secret: { name: "own-authority", items: [{ key: "ca.crt", path: "own-authority.crt" }] } },
    ]);
    assert.match(stateSections({ storage }).top, /^certificates_directory: /);
    const { postgres, redis } = storage;
    const known = {
      postgres: { ...postgres, caSecret: undefined },
      redis: { ...redis, caSecret: undefined },
    };
    assert.equal(stateSections({ storage: known }).top, "");
  });

  describe("between two of the real Authelia", function () {
    this.timeout(180_000);
    const login = { user: "authelia", password: "0123456789abcdefghij" };
    const router = { ...login, user: "router", access: cacheAccess.router };
    const running: ChildProcess[] = [];
    const said: string[] = [];
    const ports: number[] = [];
    let redis = 0;
    let folder = "";
    let config = "";
    let env: NodeJS.ProcessEnv = {};

    before(async function () {
      const missing = servers.missingPrograms(servers.statePrograms);
      if (missing.length > 0 || !authelia.hasAuthelia())
        skipBecause(this, `needs authelia, built from its source, and ${servers.statePrograms.join(", ")}`);
      folder = mkdtempSync(join(tmpdir(), "plinth-sign-on-"));
      // Postgres runs as another user.
      chmodSync(folder, 0o711);
      servers.makeCertificates(folder);
      const postgres = await servers.freePort();
      redis = await servers.freePort();
      running.push(
        await servers.startPostgres(folder, postgres, login),
        await servers.startRedis(folder, redis, [{ ...login, access: cacheAccess.authelia }, router]),
      );
      const settings: SsoSettings = {
        usersSecret: "people",
        storage: {
          postgres: { ...storage.postgres, port: postgres },
          redis: { ...storage.redis, port: redis, database: SESSIONS_DATABASE },
        },
      };
      putFiles();
      env = authelia.environmentOf(folder, {
        PLINTH_POSTGRES_HOST: "localhost",
        PLINTH_REDIS_HOST: "localhost",
        ...Object.fromEntries(
          statePasswords(settings.storage).map(({ variable }) => [variable, join(folder, "password")]),
        ),
      });
      const pods = ["one", "other"].map(async (name) => start(name, settings));
      for (const { port, child } of await Promise.all(pods)) {
        ports.push(port);
        running.push(child);
      }
    });

    /**
     * Starts one, and again when it ends, as the kubelet does: of two that find an empty database at once, one makes the
     * tables, and the other fails to.
     */
    async function start(name: string, settings: SsoSettings) {
      const [port, metrics] = [await servers.freePort(), await servers.freePort()];
      config = authelia.putConfiguration(folder, `${name}.yml`, settings, { http: port, metrics });
      const file = config;
      for (let attempt = 1; ; attempt++) {
        const child = authelia.startAuthelia(file, env, said);
        const end = new Promise<"ended">((resolve) => child.once("exit", () => resolve("ended")));
        const up = await Promise.race([servers.listening(port, "Authelia"), end]);
        if (up === undefined) return { port, child };
        if (attempt === 3) throw new Error(`Authelia does not start.\n${said.join("")}`);
      }
    }

    after(async () => {
      for (const child of running) await servers.ended(child);
      if (folder !== "") rmSync(folder, { recursive: true, force: true });
    });

    function putFiles(): void {
      authelia.putSecrets(folder);
      authelia.put(folder, "password", login.password);
      const user = { displayname: "Ada", email: "ada@example.org", groups: ["users"] };
      const users = { users: { ada: { ...user, password: authelia.digestOf("argon2", "word") } } };
      authelia.put(folder, "users/users.yml", JSON.stringify(users));
      mkdirSync(join(folder, "authorities"));
      mkdirSync(join(folder, "data"));
      copyFileSync(join(folder, "ca.crt"), join(folder, "authorities", "own-authority.crt"));
    }

    const portal = { host: `auth.${authelia.TEST_DOMAIN}` };
    const grafana = { path: "/api/authz/ext-authz//", host: `grafana.${authelia.TEST_DOMAIN}` };
    const signIn = { method: "POST", path: "/api/firstfactor", ...portal } as const;

    it("has a configuration that Authelia takes without a warning", () => {
      const { status, output } = authelia.autheliaCommand(config, env, "config", "validate");
      assert.equal(status, 0, output);
      assert.match(output, /without errors/);
      assert.doesNotMatch(output, /warning/);
    });

    it("accepts at one the session, the second factor and the end of what was begun at the other", async () => {
      const [one = 0, other = 0] = ports;
      const generate = ["storage", "user", "totp", "generate", "ada"];
      const { output } = authelia.autheliaCommand(config, env, ...generate);
      const [, secret = ""] = /secret=([A-Z2-7]+)/.exec(output) ?? [];
      assert.notEqual(secret, "", output);

      const stranger = await authelia.ask(other, grafana);
      assert.equal(stranger.status, 401);
      const first = await authelia.ask(one, { ...signIn, body: { username: "ada", password: "word" } });
      assert.equal(first.status, 200, first.body + said.join(""));
      const { cookie } = first;
      const state = await authelia.ask(other, { path: "/api/state", ...portal, cookie });
      assert.match(state.body, /"username":"ada","authentication_level":1/);
      // One factor is not enough.
      assert.equal((await authelia.ask(other, { ...grafana, cookie })).status, 401);

      const second = await authelia.ask(other, {
        ...{ method: "POST", path: "/api/secondfactor/totp", ...portal, cookie },
        body: { token: authelia.codeOf(secret) },
      });
      assert.equal(second.status, 200, second.body + said.join(""));
      const whole = second.cookie ?? cookie;
      for (const port of [one, other])
        assert.equal((await authelia.ask(port, { ...grafana, cookie: whole })).status, 200);

      await authelia.ask(one, { method: "POST", path: "/api/logout", ...portal, cookie: whole, body: {} });
      assert.equal((await authelia.ask(other, { ...grafana, cookie: whole })).status, 401);
    });

    it("shows its sessions to itself, and to no other user of the same Redis", async () => {
      const [one = 0] = ports;
      const { cookie = "" } = await authelia.ask(one, {
        ...signIn,
        body: { username: "ada", password: "word" },
      });
      const [, id = ""] = cookie.split("=");
      const seen = (user: servers.StateLogin, database: string): string =>
        servers.askRedis(folder, redis, user, "-n", database, "SCAN", "0", "COUNT", "1000");
      assert.ok(id !== "" && seen(login, String(SESSIONS_DATABASE)).includes(decodeURIComponent(id)));
      for (const database of ["0", String(SESSIONS_DATABASE)])
        assert.doesNotMatch(seen(router, database), /authelia/);
    });

    it("keeps whoever is signed in when one of them dies", async () => {
      const [one = 0, other = 0] = ports;
      const { cookie } = await authelia.ask(one, { ...signIn, body: { username: "ada", password: "word" } });
      const first = running[2];
      assert.ok(first);
      await servers.ended(first);
      const state = await authelia.ask(other, { path: "/api/state", ...portal, cookie });
      assert.match(state.body, /"username":"ada","authentication_level":1/);
    });
  });
});
