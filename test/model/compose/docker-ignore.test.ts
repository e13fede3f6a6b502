import assert from "node:assert/strict";
import { parseDockerIgnore } from "../../../model/compose/docker-ignore";

describe("model/compose/docker-ignore", () => {
  const cases: readonly (readonly [text: string, path: string, ignored: boolean])[] = [
    ["", "a", false],
    ["# comment\n\n", "# comment", false],
    ["node_modules", "node_modules", true],
    ["node_modules", "node_modules/a/b.js", true],
    ["node_modules", "workloads/node_modules", false],
    ["**/node_modules", "workloads/a/node_modules/b", true],
    ["**/node_modules", "node_modules", true],
    ["*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["**/*.md", "docs/README.md", true],
    ["/dist/", "dist/a", true],
    ["*\n!src", "src/a.ts", false],
    ["*\n!src", "test/a.ts", true],
    ["*\n!src\nsrc/secret", "src/secret/a", true],
    ["*\n!workloads/*/src", "workloads/router/src/a.ts", false],
    ["*\n!workloads/*/src", "workloads/router/test/a.ts", true],
    ["temp?", "temp1", true],
    ["temp?", "temp12", false],
    ["[a-c].txt", "b.txt", true],
    ["[a-c].txt", "d.txt", false],
    ["a.b", "axb", false],
    ["docs/**", "docs/a/b", true],
  ];
  for (const [text, path, ignored] of cases) {
    it(`${ignored ? "leaves out" : "keeps"} ${path} under ${JSON.stringify(text)}`, () => {
      assert.equal(parseDockerIgnore(text).ignores(path), ignored);
    });
  }

  it("knows which ignored folders may still hold something", () => {
    const ignore = parseDockerIgnore("*\n!workloads/*/src\n!docs/a.md");
    assert.equal(ignore.mayHoldMore("workloads"), true);
    assert.equal(ignore.mayHoldMore("workloads/router"), true);
    assert.equal(ignore.mayHoldMore("docs"), true);
    assert.equal(ignore.mayHoldMore("node_modules"), false);
    assert.equal(ignore.mayHoldMore("docs/guide"), false);
    assert.equal(parseDockerIgnore("*\n!**/keep").mayHoldMore("any/folder"), true);
  });
});
