import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseComposeText, readComposeFile } from "../../../components/local/compose-file";
import { isPlinthError } from "../../../model/errors";
import type { PlinthError } from "../../../model/errors";
import { serviceShape } from "../../../model/compose/service-schema";

const fixtures = join(__dirname, "../../fixtures/compose");
const shown = (path: string): string => relative(process.cwd(), path);

function errorOf(action: () => unknown): PlinthError {
  try {
    action();
  } catch (error) {
    assert.ok(isPlinthError(error), String(error));
    return error;
  }
  assert.fail("no error was thrown");
}

/** The lines at the end of an invalid fixture say its error: the code, then each detail without the file's name. */
function expectation(text: string): { code: string; details: string[] } {
  const serviceKeys = Object.keys(serviceShape).sort().join(", ");
  const [code = "", ...details] = text
    .split("\n")
    .filter((line) => line.startsWith("#! "))
    .map((line) => line.slice(3).replace("<service keys>", serviceKeys));
  return { code, details };
}

describe("components/local/compose-file", () => {
  for (const name of readdirSync(join(fixtures, "invalid"))) {
    it(`refuses ${name}`, () => {
      const path = join(fixtures, "invalid", name);
      const { code, details } = expectation(readFileSync(path, "utf8"));
      const error = errorOf(() => readComposeFile(path, {}));
      assert.deepEqual(
        { code: error.code, details: error.details },
        { code, details: details.map((detail) => `${shown(path)}:${detail}`) },
      );
      const count = details.length === 1 ? "1 mistake" : `${String(details.length)} mistakes`;
      assert.equal(error.message, `The compose file ${shown(path)} has ${count}.`);
      assert.equal(error.exitCode, 2);
    });
  }

  for (const name of readdirSync(join(fixtures, "valid"))) {
    it(`takes ${name}`, () => {
      assert.ok(readComposeFile(join(fixtures, "valid", name), {}).services.length > 0);
    });
  }

  it("says that a file does not exist", () => {
    const error = errorOf(() => readComposeFile(join(fixtures, "nowhere.yaml"), {}));
    assert.equal(error.code, "compose-invalid");
    assert.match(error.message, /nowhere\.yaml does not exist\.$/);
    assert.match(error.fix, /plinth:composeFile/);
  });

  it("says that a folder is no file", () => {
    assert.match(errorOf(() => readComposeFile(fixtures, {})).message, /cannot be read/);
  });

  it("takes merge keys apart: a mistake is reported where it stands, a key of one's own wins", () => {
    const text = [
      "x-one: &one",
      "  image: one:1",
      "  restart: sometimes",
      "x-two: &two",
      "  user: root",
      "services:",
      "  web:",
      "    <<: [*one, *two]",
      "    image: web:1",
    ].join("\n");
    const error = errorOf(() => parseComposeText(text, "/a/file.yaml", {}));
    assert.match(error.details[0] ?? "", /^\/a\/file\.yaml:3:12 services\.web\.restart must be/);
    const fixed = parseComposeText(text.replace("sometimes", "always"), "/a/file.yaml", {});
    assert.deepEqual(
      fixed.services.map(({ image, security }) => [image, security.user]),
      [["web:1", "root"]],
    );
  });

  it("does not unfold a bomb of aliases", () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const previous = level === 0 ? "x" : `*a${String(level - 1)}`;
      return `x-${String(level)}: &a${String(level)} [${Array.from({ length: 9 }, () => previous).join(", ")}]`;
    });
    const error = errorOf(() => parseComposeText(levels.join("\n"), "/a/bomb.yaml", {}));
    assert.match(error.details[0] ?? "", /cannot be unfolded/);
  });
});
