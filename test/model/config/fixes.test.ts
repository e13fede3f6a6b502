import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { loadConfig, rawFromStackYaml } from "../../../model/config";
import { isPlinthError } from "../../../model/errors";

const folder = join(__dirname, "../../fixtures/config/invalid");

type Raw = Record<string, unknown>;

/** A key and the value that a message's `pulumi config set` gives it; no value where `pulumi config rm` removes it. */
interface Setting {
  readonly path: readonly (string | number)[];
  readonly value: string | undefined;
}

/** A word of a shell without its quotes. */
function unquoted(word: string): string {
  return word.startsWith("'") ? word.slice(1, -1).replaceAll("'\\''", "'") : word;
}

function settingIn(detail: string): Setting | undefined {
  const word = /('(?:[^']|'\\'')*'|\S+)/.source;
  const match = new RegExp(`pulumi config (set|rm) (?:--path )?${word}(?: ${word})? --stack`).exec(detail);
  const [, verb, key = "", value = ""] = match ?? [];
  if (verb === undefined || value === "<value>" || detail.includes("and set the other")) return undefined;
  const segments = [...unquoted(key).matchAll(/([^.[\]]+)|\[(\d+)\]|\["([^"]+)"\]/g)];
  const path = segments.map(([, name, index, odd]) => name ?? odd ?? Number(index));
  return { path, value: verb === "set" ? unquoted(value) : undefined };
}

/** The settings with one changed as `pulumi config` does, which makes what is missing on the way. */
function withSetting(raw: Raw, { path, value }: Setting): Raw {
  const changed = structuredClone(raw);
  let inner = changed as Record<string | number, unknown>;
  for (const segment of path.slice(0, -1)) {
    inner[segment] ??= {};
    inner = inner[segment] as Record<string | number, unknown>;
  }
  if (value === undefined) Reflect.deleteProperty(inner, path.at(-1) ?? "");
  else inner[path.at(-1) ?? ""] = value;
  return changed;
}

/** The mistakes in a config, each as its lines. */
function mistakesIn(raw: Raw): readonly string[] {
  try {
    loadConfig(raw, { stack: "dev" });
    return [];
  } catch (error) {
    assert.ok(isPlinthError(error));
    return error.details;
  }
}

function rawOf(file: string): Raw | undefined {
  try {
    return rawFromStackYaml(parse(readFileSync(join(folder, file), "utf8")), "dev");
  } catch (error) {
    assert.ok(isPlinthError(error));
    return undefined;
  }
}

describe("model/config/issues, the commands that fix mistakes", () => {
  for (const file of readdirSync(folder)) {
    const raw = rawOf(file);
    if (raw === undefined) continue;
    for (const mistake of mistakesIn(raw)) {
      const setting = settingIn(mistake);
      if (setting === undefined) continue;
      const key = /^plinth:(?:\["[^"]+"\]|\S)+/.exec(mistake)?.[0] ?? "";
      it(`puts ${key} of ${file} right`, () => {
        const left = mistakesIn(withSetting(raw, setting));
        assert.deepEqual(
          left.filter((other) => other.startsWith(`${key} `)),
          [],
        );
        assert.ok(left.length < mistakesIn(raw).length, left.join("\n"));
      });
    }
  }
});
