import assert from "node:assert/strict";

import { RouterError } from "../../src/errors.ts";
import { newKey } from "../../src/keys/key.ts";
import type { ApiKey } from "../../src/keys/key.ts";
import { allows, FRESH_MS, KeyRing } from "../../src/keys/key-ring.ts";
import type { KeyStore } from "../../src/keys/key-store.ts";
import { DatabaseError } from "../../src/store/database.ts";

const { secret, hash, hint, id } = newKey();
const KEY: ApiKey = {
  id,
  hint,
  name: "ci",
  tenant: "a",
  models: null,
  limit: { requestsPerMinute: null, tokensPerMinute: null },
  budget: null,
  createdAt: 0,
  expiresAt: null,
  revokedAt: null,
};

describe("keys/key-ring", () => {
  let time: number;
  let asked: number;
  let answer: () => Promise<ApiKey | undefined>;
  let ring: KeyRing;
  beforeEach(() => {
    time = 1_000_000;
    asked = 0;
    answer = () => Promise.resolve(KEY);
    const byHash = (given: string): Promise<ApiKey | undefined> => {
      asked += 1;
      return given === hash ? answer() : Promise.resolve(undefined);
    };
    ring = new KeyRing({ byHash } as unknown as KeyStore, () => time);
  });

  const refused = (code: string, words: RegExp) => (error: unknown) =>
    error instanceof RouterError && error.code === code && words.test(error.message);

  it("reads a key once in ten seconds, also where requests come at once", async () => {
    await Promise.all([ring.owner(secret), ring.owner(secret), ring.owner(secret)]);
    time += FRESH_MS - 1;
    await ring.owner(secret);
    assert.equal(asked, 1);
    time += 1;
    await ring.owner(secret);
    assert.equal(asked, 2);
  });

  it("reads it again after a change was made here", async () => {
    await ring.owner(secret);
    ring.forget();
    answer = () => Promise.resolve({ ...KEY, revokedAt: 1 });
    await assert.rejects(ring.owner(secret), refused("invalid_api_key", /was revoked/));
  });

  it("refuses none, one of another service, one that nobody made, and one that has expired", async () => {
    await assert.rejects(ring.owner(undefined), refused("invalid_api_key", /has no key/));
    await assert.rejects(ring.owner("sk-other"), refused("invalid_api_key", /not one of this router's/));
    assert.equal(asked, 0);
    await assert.rejects(ring.owner(newKey().secret), refused("invalid_api_key", /not one of this router's/));
    answer = () => Promise.resolve({ ...KEY, expiresAt: time });
    await assert.rejects(ring.owner(secret), refused("invalid_api_key", /expired at 1970-01-01T00:16:40/));
  });

  it("goes on with keys that it knows while the database is away, and says so of others", async () => {
    await ring.owner(secret);
    time += FRESH_MS;
    answer = () => Promise.reject(new DatabaseError("sqlite", { code: "SQLITE_BUSY" }));
    assert.equal(await ring.owner(secret), KEY);
    time += 3_600_000;
    await assert.rejects(ring.owner(secret), refused("database_unavailable", /cannot be checked/));
  });

  it("lets a key ask for the models that it names, with one star", () => {
    const scoped = { ...KEY, models: ["chat", "org/*"] };
    assert.deepEqual(
      ["chat", "chat-large", "org/one", "org/"].map((model) => allows(scoped, model)),
      [true, false, true, false],
    );
    assert.ok(allows(KEY, "anything"));
  });
});
