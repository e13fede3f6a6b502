import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { RouterError } from "../../src/errors.ts";
import { hashOf, KEY_PREFIX } from "../../src/keys/key.ts";
import type { KeySettings } from "../../src/keys/key-store.ts";
import { KeyStore } from "../../src/keys/key-store.ts";
import { UsageStore } from "../../src/limits/usage-store.ts";
import { migrate } from "../../src/store/migrations.ts";
import { engines, needsEngine, testDatabase } from "../helpers/databases.ts";
import type { TestDatabase } from "../helpers/databases.ts";

const SETTINGS: KeySettings = {
  name: "ci",
  tenant: "team-a",
  models: ["chat", "org/*"],
  limit: { requestsPerMinute: 60, tokensPerMinute: null },
  budget: { dollars: 12.5, period: "day" },
  expiresAt: null,
};

for (const engine of engines) {
  describe(`keys/key-store on ${engine}`, () => {
    let folder: string;
    let test: TestDatabase;
    let store: KeyStore;
    let made = false;
    before(async function () {
      needsEngine(this, engine);
      folder = mkdtempSync(join(tmpdir(), "router-keys-"));
      test = await testDatabase(engine, join(folder, "models.db"));
      await migrate(test.database);
      store = new KeyStore(test.database);
      made = true;
    });
    after(async () => {
      // Nothing was made where the engine is not there.
      if (!made) return;
      await test.remove();
      rmSync(folder, { recursive: true });
    });

    it("keeps a key's hash and its last characters, and nothing else of it", async () => {
      const { key, secret } = await store.create(SETTINGS);
      assert.match(secret, /^sk-plinth-[\w-]{43}$/);
      assert.ok(secret.endsWith(key.hint));
      const rows = JSON.stringify(await test.database.query("SELECT * FROM router_keys"));
      assert.ok(rows.includes(hashOf(secret)) && !rows.includes(secret.slice(KEY_PREFIX.length)));
      assert.deepEqual(await store.byHash(hashOf(secret)), key);
      assert.deepEqual([key.models, key.tenant, key.revokedAt], [SETTINGS.models, "team-a", null]);
      assert.deepEqual([key.limit, key.budget], [SETTINGS.limit, SETTINGS.budget]);
    });

    it("revokes a key once and for all", async () => {
      const { key } = await store.create(SETTINGS);
      assert.equal((await store.revoke(key.id, 1000)).revokedAt, 1000);
      assert.equal((await store.revoke(key.id, 2000)).revokedAt, 1000);
    });

    it("makes a key with the same settings in another's place, which works for a while longer", async () => {
      const { key, secret } = await store.create(SETTINGS);
      const rotated = await store.rotate(key.id, 5000, 1_000_000);
      assert.notEqual(rotated.secret, secret);
      assert.deepEqual(
        [rotated.key.name, rotated.key.models, rotated.key.expiresAt],
        ["ci", SETTINGS.models, null],
      );
      assert.deepEqual([rotated.key.limit, rotated.key.budget], [SETTINGS.limit, SETTINGS.budget]);
      assert.equal((await store.get(key.id)).expiresAt, 1_005_000);
    });

    it("lets a budget go on when its key is rotated, in every period, time and again", async () => {
      const usage = new UsageStore(test.database);
      const { key } = await store.create(SETTINGS);
      const used = { requests: 1, promptTokens: 2, answerTokens: 3, dollars: 0.5 };
      await usage.add(key.id, 1000, used);
      await usage.add(key.id, 2000, { ...used, dollars: 12.5 });
      const { key: next } = await store.rotate(key.id, 0);
      await usage.add(next.id, 2000, used);
      const { key: last } = await store.rotate(next.id, 0);
      const spent = (id: string): Promise<number[]> =>
        Promise.all([1000, 2000, 3000].map((start) => usage.spent(id, start)));
      assert.deepEqual(await spent(key.id), [0.5, 12.5, 0]);
      assert.deepEqual(await spent(next.id), [0.5, 13, 0]);
      assert.deepEqual(await spent(last.id), [0.5, 13, 0]);
    });

    it("never lets a key live longer by rotating it", async () => {
      const { key } = await store.create({ ...SETTINGS, expiresAt: 2000 });
      await store.rotate(key.id, 60_000, 1000);
      assert.equal((await store.get(key.id)).expiresAt, 2000);
    });

    it("knows no key of another id, and rotates none that is revoked", async () => {
      const { key } = await store.create(SETTINGS);
      await store.revoke(key.id);
      const unknown = (error: unknown): boolean =>
        error instanceof RouterError && error.code === "key_not_found";
      await assert.rejects(store.rotate(key.id, 0), unknown);
      await assert.rejects(store.get("key_none"), unknown);
      await assert.rejects(store.revoke("key_none"), unknown);
    });

    it("lists the newest first", async () => {
      const before = await store.list();
      const { key } = await store.create(SETTINGS);
      const after = await store.list();
      assert.equal(after.length, before.length + 1);
      assert.ok(after.some(({ id }) => id === key.id));
      const times = after.map(({ createdAt }) => createdAt);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
    });
  });
}
