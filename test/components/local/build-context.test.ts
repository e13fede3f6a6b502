import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { contextHash } from "../../../components/local/build-context";
import { isPlinthError } from "../../../model/errors";

describe("components/local/build-context", () => {
  let folder = "";
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const hash = (): string =>
    contextHash({
      context: folder,
      dockerfile: join(folder, "image/Dockerfile"),
      args: {},
      target: undefined,
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-context-"));
    write("image/Dockerfile", "FROM scratch");
    write("src/a.ts", "a");
    write("node_modules/big.js", "big");
    write(".dockerignore", "*\n!src\n!workloads/*/src\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("stays the same where nothing that is sent changes", () => {
    const before = hash();
    write("node_modules/other.js", "other");
    write("README.md", "new");
    utimesSync(join(folder, "src/a.ts"), 1, 1);
    assert.equal(hash(), before);
  });

  it("changes with contents, names, modes, links and the Dockerfile", () => {
    const seen = new Set([hash()]);
    const changes = [
      () => write("src/a.ts", "b"),
      () => write("src/b.ts", ""),
      () => write("workloads/router/src/deep/c.ts", "c"),
      () => chmodSync(join(folder, "src/a.ts"), 0o755),
      () => symlinkSync("a.ts", join(folder, "src/link.ts")),
      () => write("image/Dockerfile", "FROM other"),
    ];
    for (const change of changes) {
      change();
      seen.add(hash());
    }
    assert.equal(seen.size, changes.length + 1);
  });

  it("names the Dockerfile that is not there", () => {
    rmSync(join(folder, "image"), { recursive: true });
    assert.throws(
      hash,
      (error) => isPlinthError(error) && error.message.includes("image/Dockerfile, which does not"),
    );
  });
});
