import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prove } from "../../cli/render/proofs";
import { yamlFiles } from "./read";

const root = join(__dirname, "..", "..");

describe("fleet", () => {
  it("passes the proofs of rendered trees, but for the network, which each cluster brings", () => {
    const files = ["fleet/recipes", "fleet/management"].flatMap(yamlFiles);
    const tree = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
    const problems = prove(tree).filter(({ message }) => !message.includes("nothing installs its network"));
    deepEqual(problems, []);
  });
});
