import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LaterSchemaError, migrate, migrations } from "../../src/store/migrations.ts";
import { engines, needsEngine, testDatabase } from "../helpers/databases.ts";
import type { TestDatabase } from "../helpers/databases.ts";

for (const engine of engines) {
  describe(`store/migrations on ${engine}`, () => {
    let folder: string;
    let test: TestDatabase;
    before(function () {
      needsEngine(this, engine);
    });
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "router-store-"));
      test = await testDatabase(engine, join(folder, "deep", "models.db"));
    });
    afterEach(async () => {
      await test.remove();
      rmSync(folder, { recursive: true });
    });

    it("brings an empty database to the newest version, and a new one nowhere", async () => {
      assert.deepEqual(
        await migrate(test.database),
        migrations.map(({ version }) => version),
      );
      assert.deepEqual(await migrate(test.database), []);
    });

    it("applies only what is missing", async () => {
      await migrate(test.database);
      const next = {
        version: 99,
        title: "one more",
        statements: ["CREATE TABLE more (id TEXT PRIMARY KEY)"],
      };
      assert.deepEqual(await migrate(test.database, [...migrations, next]), [99]);
      await test.database.query("INSERT INTO more (id) VALUES ($1)", ["here"]);
    });

    it("applies each once where several routers start at the same time", async () => {
      const others = [test.again(), test.again(), test.again()];
      const applied = await Promise.all([test.database, ...others].map((database) => migrate(database)));
      assert.deepEqual(
        applied.flat(),
        migrations.map(({ version }) => version),
      );
      await Promise.all(others.map((database) => database.close()));
    });

    it("applies all of a step or nothing", async () => {
      const broken = {
        version: 2,
        title: "broken",
        statements: ["CREATE TABLE half (id TEXT)", "NO SQL AT ALL"],
      };
      await assert.rejects(migrate(test.database, [...migrations, broken]), /router's database .* failed/);
      assert.deepEqual(
        await migrate(test.database),
        migrations.map(({ version }) => version),
      );
      await assert.rejects(test.database.query("SELECT * FROM half"));
    });

    it("refuses a database that a later router has migrated", async () => {
      const later = { version: 99, title: "of a later router", statements: [] };
      await migrate(test.database, [...migrations, later]);
      await assert.rejects(migrate(test.database), LaterSchemaError);
    });
  });
}
