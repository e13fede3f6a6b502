import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderCluster } from "../../cli/render/cluster";
import { prove } from "../../cli/render/proofs";
import { sampleRequest } from "../cli/render/samples";
import { yamlFiles } from "./read";

const root = join(__dirname, "..", "..");

describe("fleet", () => {
  it("passes the proofs of rendered trees, beside what each cluster brings before any recipe", () => {
    const files = ["fleet/recipes", "fleet/routes", "fleet/management"].flatMap(yamlFiles);
    const cluster = [...renderCluster(sampleRequest("aws", { recipes: ["gateway"] }))];
    const tree = new Map([
      ...cluster.filter(([file]) => file.startsWith("addons/") || file.startsWith("cluster/")),
      ...files.map((file) => [file, readFileSync(join(root, file), "utf8")] as const),
    ]);
    deepEqual(prove(tree), []);
  });
});
