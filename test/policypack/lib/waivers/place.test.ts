import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waiversHere } from "../../../../policypack/lib/waivers";
import type { Surroundings } from "../../../../policypack/lib/waivers";

describe("policypack/lib/waivers/place", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-waivers-"));
    mkdirSync(join(folder, "program", "src"), { recursive: true });
    writeFileSync(join(folder, "program", "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    // Every entry has the mistake of an unknown rule, so that the problems tell how many there are.
    writeFileSync(join(folder, "program", "waivers.yaml"), "- {}\n");
    writeFileSync(join(folder, "other.yaml"), "- {}\n- {}\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const files = (environment: Surroundings["environment"], ...folders: string[]): string => {
    const found = waiversHere(
      { environment: { PULUMI_NODEJS_PROJECT: "shop", ...environment }, folders },
      [],
    );
    return `${found.file} ${new Set(found.problems().map(({ line }) => line)).size}`;
  };

  it("finds the file beside Pulumi.yaml, from the folder of the CLI, of its host or of the shell", () => {
    assert.equal(files({}, join(folder, "program")), "waivers.yaml 1");
    assert.equal(files({ PWD: join(folder, "program", "src") }), "waivers.yaml 1");
    assert.equal(files({}, "/", join(folder, "program")), "waivers.yaml 1");
    assert.equal(files({ PWD: "/" }, join(folder, "program", "src")), "waivers.yaml 1");
  });

  it("finds nothing in another project, and nothing where there is none", () => {
    assert.equal(files({ PULUMI_NODEJS_PROJECT: "bank" }, join(folder, "program")), "waivers.yaml 0");
    assert.equal(files({ PWD: folder }), "waivers.yaml 0");
    rmSync(join(folder, "program", "waivers.yaml"));
    assert.equal(files({}, join(folder, "program")), "waivers.yaml 0");
  });

  it("takes the file of PLINTH_WAIVERS before any other, relative to the shell's folder", () => {
    const place = { PLINTH_WAIVERS: "other.yaml", PWD: folder };
    assert.equal(files(place, join(folder, "program")), "other.yaml 2");
  });

  it("says that the file beside Pulumi.yaml cannot be read", () => {
    const program = join(folder, "program");
    rmSync(join(program, "waivers.yaml"));
    mkdirSync(join(program, "waivers.yaml"));
    const place = { environment: { PULUMI_NODEJS_PROJECT: "shop" }, folders: [program] };
    const [problem] = waiversHere(place, []).problems();
    assert.match(problem?.message ?? "", /^this file cannot be read; /);
  });

  it("says that the file of PLINTH_WAIVERS cannot be read", () => {
    const place = { environment: { PLINTH_WAIVERS: "missing.yaml", PWD: folder }, folders: [] };
    const [problem] = waiversHere(place, []).problems();
    assert.match(problem?.message ?? "", /^PLINTH_WAIVERS names this file, and it cannot be read/);
  });
});
