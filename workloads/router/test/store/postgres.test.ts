import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadConfig } from "../../src/config.ts";
import type { Database } from "../../src/store/database.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { needsEngine, postgresUrl } from "../helpers/databases.ts";

const PID = "SELECT pg_backend_pid() AS pid";

describe("store/postgres", () => {
  before(function () {
    needsEngine(this, "postgres");
  });

  let folder: string;
  let file: string;
  let role: string;
  let admin: Database;
  let database: Database;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-postgres-"));
    file = join(folder, "password");
    role = `router_${randomBytes(6).toString("hex")}`;
    admin = openPostgres({ url: postgresUrl ?? "", password: undefined });
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'first'`);
    const url = new URL(postgresUrl ?? "");
    url.username = role;
    url.password = "";
    const env = { ROUTER_AUTH: "keys", DATABASE_URL: url.href, DATABASE_PASSWORD_FILE: file };
    const login = loadConfig(env).database.postgres;
    assert.ok(login);
    database = openPostgres(login);
  });
  afterEach(async () => {
    await database.close();
    await admin.query(`DROP ROLE ${role}`);
    await admin.close();
    rmSync(folder, { recursive: true });
  });

  it("reads the password for each new connection, and goes on with those that stand", async () => {
    writeFileSync(file, "first\n");
    await database.exclusively(async (query) => {
      const [before] = await query(PID);
      await admin.query(`ALTER ROLE ${role} PASSWORD 'second'`);
      await assert.rejects(database.query(PID), /router's database \(postgres\) failed: 28P01\.$/);
      writeFileSync(file, "second\n");
      const [other] = await database.query(PID);
      assert.notEqual(other?.["pid"], before?.["pid"]);
      assert.deepEqual(await query(PID), [before]);
    });
  });

  it("says what is wrong with the file, and logs in once it is there", async () => {
    await assert.rejects(
      database.query(PID),
      new RegExp(
        `failed: DATABASE_PASSWORD_FILE names ${file}, which is missing or empty; it must be a file with the password of Postgres\\. `,
      ),
    );
    writeFileSync(file, "two words");
    await assert.rejects(
      database.query(PID),
      /failed: DATABASE_PASSWORD_FILE names .* is no key; .* there\.$/,
    );
    writeFileSync(file, "first");
    assert.equal((await database.query(PID)).length, 1);
  });
});
