import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { withDefaults } from "../../scripts/generate/outputs/compose-defaults";
import { configSchema } from "../../scripts/generate/outputs/config-schema";
import { outputs } from "../../scripts/generate/registry";
import { staleFiles, writeFiles } from "../../scripts/generate/run";

const root = join(__dirname, "../..");

describe("scripts/generate", () => {
  it("has each file of outputs/ in its registry", () => {
    const files = readdirSync(join(root, "scripts/generate/outputs"));
    assert.deepEqual(Object.keys(outputs).sort(), files.map((file) => file.replace(/\.ts$/, "")).sort());
  });

  it("finds every committed file up to date", async () => {
    const stale = await staleFiles(root);
    assert.deepEqual(
      stale.map(({ path }) => path),
      [],
      "run `npm run generate`",
    );
  });

  it("writes what it finds stale", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plinth-generate-"));
    try {
      await writeFiles(folder, [{ path: "a/b.txt", text: "text\n", title: "a file" }]);
      assert.equal(readFileSync(join(folder, "a/b.txt"), "utf8"), "text\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("changes only the default inside a variable of ours", () => {
    const text = "image: ${PLINTH_IMAGE_REDIS:-old:1} # ${OTHER:-x} ${PLINTH_UNKNOWN:-y} ${PLINTH_NAME}";
    assert.equal(
      withDefaults(text),
      "image: ${PLINTH_IMAGE_REDIS:-docker.io/library/redis:8.0.5-bookworm} # ${OTHER:-x} ${PLINTH_UNKNOWN:-y} ${PLINTH_NAME}",
    );
  });

  it("writes a JSON Schema that takes the stacks of this repository and refuses mistakes", async () => {
    const [text = ""] = Object.values(await configSchema.produce(root));
    const schema = z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
    const isValid = (document: unknown): boolean => schema.safeParse(document).success;
    for (const stack of ["dev", "prod"]) {
      assert.ok(isValid(parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"))), stack);
    }
    const config = (keys: object): object => ({ config: { "plinth:target": "compose", ...keys } });
    assert.ok(isValid(config({ "aws:region": "eu-central-1" })));
    assert.ok(!isValid(config({ "plinth:prots": {} })));
    assert.ok(!isValid(config({ "plinth:ports": { web: 0 } })));
    assert.ok(!isValid(config({ "plinth:ports": { wbe: 80 } })));
    assert.ok(!isValid({ config: { "plinth:name": "x" } }));
    assert.ok(!isValid({}));
  });
});
