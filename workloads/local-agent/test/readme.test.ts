import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { variables } from "../src/config.ts";
import { errorCatalogue } from "../src/error-catalogue.ts";
import { inferFields } from "../src/routes/infer-body.ts";

const text = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

/** The rows of the table whose head begins with this word. */
function table(head: string): string[][] {
  const [, after = ""] = text("README.md").split(new RegExp(`^\\| ${head} .*\\n\\|[ |-]+\\|\\n`, "m"));
  const [rows = ""] = after.split("\n\n");
  return rows
    .trim()
    .split("\n")
    .map((row) => row.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`(.*)`$/, "$1")));
}

describe("README", () => {
  it("lists the errors of the catalogue, with their statuses and occasions", () => {
    const known = Object.entries(errorCatalogue).map(([code, { status, when }]) => [
      code,
      String(status),
      when,
    ]);
    assert.deepEqual(table("code"), known);
  });

  it("lists the variables of the environment, with their defaults", () => {
    const known = Object.entries(variables).map(([name, { fallback }]) => [name, fallback]);
    assert.deepEqual(
      table("variable").map((row) => row.slice(0, 2)),
      known,
    );
  });

  it("lists the fields of a body, with their defaults", () => {
    const known = Object.entries(inferFields).map(([name, { fallback = "required" }]) => [
      name,
      String(fallback),
    ]);
    assert.deepEqual(
      table("field").map((row) => row.slice(0, 2)),
      known,
    );
  });
});

describe("package.json", () => {
  const { dependencies, overrides } = JSON.parse(text("package.json")) as Record<
    "dependencies" | "overrides",
    Record<string, string>
  >;

  it("leaves out every package that is for other GPUs than a Mac's, and no other", () => {
    const llama = JSON.parse(text("node_modules/node-llama-cpp/package.json")) as {
      optionalDependencies: Record<string, string>;
    };
    const forGpus = Object.keys(llama.optionalDependencies).filter((name) => /-(cuda|vulkan)/.test(name));
    assert.deepEqual(Object.keys(overrides).sort(), forGpus.sort());
    const inTheirPlace = `npm:@node-llama-cpp/linux-riscv64@${dependencies["node-llama-cpp"]}`;
    assert.deepEqual([...new Set(Object.values(overrides))], [inTheirPlace]);
  });

  it("locks a binary for each platform, Metal's among them, with its hash", () => {
    const { packages } = JSON.parse(text("package-lock.json")) as {
      packages: Record<string, { version?: string; integrity?: string }>;
    };
    for (const platform of ["mac-arm64-metal", "mac-x64", "linux-x64", "linux-arm64", "win-x64"]) {
      const locked = packages[`node_modules/@node-llama-cpp/${platform}`];
      assert.equal(locked?.version, dependencies["node-llama-cpp"], platform);
      assert.match(locked?.integrity ?? "", /^sha512-/);
    }
  });
});
