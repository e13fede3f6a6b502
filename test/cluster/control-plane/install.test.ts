import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programsNamed } from "../../../automation/engine/find-program";
import { controlPlaneVersions } from "../../../model/versions";
import { skipBecause } from "../../helpers/skip";
import { installPrograms } from "./install";
import { recipes } from "./recipes";
import type { Recipe } from "./recipes";

/** A program of Go's own that is built in seconds, under the name of one of ours. */
const small: Recipe = {
  folder: "small-1",
  goMod: "module plinth.test/small\n\ngo 1.26.0\n",
  flags: ["-mod=mod", "-trimpath"],
  packages: { kwok: "cmd/pack" },
};
const broken: Recipe = { ...small, folder: "broken-1", packages: { kwok: "./nowhere" } };

describe("test/cluster/control-plane/install", () => {
  let folder = "";
  const lines: string[] = [];
  const write = (line: string): unknown => lines.push(line);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-install-"));
    lines.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("says why there are no programs where Go cannot be used", async () => {
    const none = await installPrograms({ folder, recipes: [small], write, go: join(folder, "no-go") });
    assert.ok("missing" in none && none.missing.includes("no-go cannot build it"), JSON.stringify(none));
  });

  describe("with Go", () => {
    before(function () {
      if (programsNamed("go").length === 0) skipBecause(this, "Go is not on PATH");
    });

    it("builds once, tells how far it is, and finds the program from then on", async () => {
      const first = await installPrograms({ folder, recipes: [small], write });
      assert.ok("found" in first);
      assert.match(lines.join("\n"), /^kwok \(1 of 1\): building in .*\nkwok \(1 of 1\): built in \d+ s$/);
      assert.ok(existsSync(first.found.kwok));
      lines.length = 0;
      // Nothing is asked of Go any more.
      const second = await installPrograms({ folder, recipes: [small], write, go: join(folder, "no-go") });
      assert.deepEqual(second, first);
      assert.deepEqual(lines, []);
    });

    it("builds once where two ask at the same time", async () => {
      const ask = (): ReturnType<typeof installPrograms> =>
        installPrograms({ folder, recipes: [small], write });
      const [one, other] = await Promise.all([ask(), ask()]);
      assert.deepEqual(one, other);
      assert.equal(lines.filter((line) => line.includes("built in")).length, 1, lines.join("\n"));
      assert.ok(lines.includes(`Waiting for process ${process.pid}, which builds the control plane`));
    });

    it("leaves nothing of a build that fails, and says what the compiler said", async () => {
      await assert.rejects(
        installPrograms({ folder, recipes: [broken], write }),
        /kwok could not be built:\n[^]*nowhere/,
      );
      assert.deepEqual(readdirSync(join(folder, broken.folder)), ["go.mod"]);
      assert.ok(!existsSync(join(folder, "lock")));
    });

    it("leaves nothing of a build that is interrupted", async () => {
      const interrupted = new AbortController();
      const installing = installPrograms({
        folder,
        recipes: [{ ...small, flags: [...small.flags, "-a"] }],
        write: (line) => {
          if (line.includes("building in")) interrupted.abort(new Error("enough"));
        },
        signal: interrupted.signal,
      });
      await assert.rejects(installing, /enough/);
      assert.deepEqual(readdirSync(join(folder, small.folder)), ["go.mod"]);
    });

    it("names a Go that is too old as the reason", async () => {
      const tomorrow: Recipe = { ...small, goMod: "module plinth.test/small\n\ngo 1.999.0\n" };
      const before = process.env["GOTOOLCHAIN"];
      process.env["GOTOOLCHAIN"] = "local";
      try {
        const answer = await installPrograms({ folder, recipes: [tomorrow], write });
        assert.ok(
          "missing" in answer && /requires go >= 1\.999\.0/.test(answer.missing),
          JSON.stringify(answer),
        );
      } finally {
        if (before === undefined) delete process.env["GOTOOLCHAIN"];
        else process.env["GOTOOLCHAIN"] = before;
      }
    });
  });
});

describe("test/cluster/control-plane/recipes", () => {
  it("replaces every module that lives in Kubernetes' own repository", function () {
    const [go] = programsNamed("go");
    if (go === undefined) skipBecause(this, "Go is not on PATH");
    const source = `k8s.io/kubernetes@v${controlPlaneVersions.kubernetes}`;
    const { GoMod } = JSON.parse(
      execFileSync(go, ["mod", "download", "-json", source], { encoding: "utf8" }),
    ) as {
      GoMod: string;
    };
    const text = execFileSync(go, ["mod", "edit", "-json", GoMod], { encoding: "utf8" });
    const { Replace } = JSON.parse(text) as { Replace: { Old: { Path: string } }[] };
    const recipe = recipes.find((one) => one.folder.startsWith("kubernetes-"));
    const replaced = [...(recipe?.goMod ?? "").matchAll(/^replace (\S+) => \1 v0\.\d+\.\d+$/gm)];
    assert.deepEqual(
      replaced.map(([, name]) => name),
      Replace.map(({ Old }) => Old.Path),
    );
  });
});
