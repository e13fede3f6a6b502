import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { variables } from "../../model/variables";

const folder = join(__dirname, "../../docker-compose");
const composeText = readdirSync(folder)
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");

describe("model/variables", () => {
  it("are the variables that the compose files use", () => {
    const used = new Set([...composeText.matchAll(/\$\{?(PLINTH_[A-Z0-9_]+)/g)].map(([, name]) => name));
    const table = variables.filter(({ interpolated }) => interpolated).map(({ name }) => name);
    assert.deepEqual([...used].sort(), table.sort());
  });

  it("have a default at each use, so that the compose files work by themselves", () => {
    const uses = [...composeText.matchAll(/\$\{?PLINTH_[A-Z0-9_]+(.?.?)/g)];
    assert.ok(uses.length > 0);
    for (const [use, operator] of uses) assert.equal(operator, ":-", use);
  });

  it("each have a sentence for .env.example", () => {
    for (const { name, comment } of variables) assert.match(comment, /^[A-Z].*\.$/, name);
  });
});
