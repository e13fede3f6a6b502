import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pythonEnvironment } from "../../../automation/testing/python";
import type { PartContext } from "../../../automation/testing/tools";

/** Writes a package of one module; a wheel is a zip file. */
const WHEEL = `
import sys, zipfile
info = "sample-1.0.dist-info/"
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("sample.py", "answer = 42\\n")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: sample\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

describe("automation/testing/python", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "plinth-python-"));
  const environments = join(folder, "environments");
  const link = join(folder, "venv-sample");
  const wheel = join(folder, "sample-1.0-py3-none-any.whl");
  const lock = join(folder, "requirements.txt");
  const lines: string[] = [];
  const context: PartContext = {
    write: (line) => lines.push(line),
    signal: new AbortController().signal,
    engine: "compose",
  };
  const environment = () => pythonEnvironment(context, "sample", lock, { folder: environments, link });
  const lockWith = (hash: string): void =>
    writeFileSync(lock, `sample @ file://${wheel} --hash=sha256:${hash}\n`);
  let hash = "";

  before(function () {
    try {
      execFileSync("python3", ["-c", "import venv, ensurepip"], { stdio: "ignore" });
    } catch {
      this.skip();
    }
    execFileSync("python3", ["-c", WHEEL, wheel]);
    hash = createHash("sha256").update(readFileSync(wheel)).digest("hex");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    lines.length = 0;
  });

  const installed = (): readonly string[] => lines.filter((line) => line.startsWith("Installing "));

  it("refuses what has another hash, and leaves nothing that counts as an environment", async () => {
    lockWith("0".repeat(64));
    const result = await environment();
    assert.ok("problem" in result);
    assert.match(result.problem, /pip install .* failed: /);
    lockWith("0".repeat(64));
    await environment();
    assert.equal(installed().length, 2);
  });

  it("installs once where two ask at the same time, and nothing from then on", async () => {
    lockWith(hash);
    const [first, second] = await Promise.all([environment(), environment()]);
    assert.ok("python" in first && "python" in second);
    assert.equal(first.python, second.python);
    assert.equal(installed().length, 1);
    const answer = execFileSync(first.python, ["-c", "import sample; print(sample.answer)"], {
      encoding: "utf8",
    });
    assert.equal(answer, "42\n");
    await environment();
    assert.equal(installed().length, 1);
    assert.equal(realpathSync(link), realpathSync(dirname(dirname(first.python))));
  });

  it("takes away what nobody used for a month, and nothing else", async () => {
    lockWith(hash);
    const old = new Date(Date.now() - 31 * 86_400_000);
    for (const name of ["other-1", "other-2", "foreign"]) mkdirSync(join(environments, name));
    for (const name of ["other-1", "other-2"]) writeFileSync(join(environments, name, "complete"), "");
    utimesSync(join(environments, "other-1", "complete"), old, old);
    const result = await environment();
    assert.ok("python" in result && existsSync(result.python));
    const folders = readdirSync(environments);
    assert.deepEqual(
      ["other-1", "other-2", "foreign"].filter((name) => folders.includes(name)),
      ["other-2", "foreign"],
    );
  });
});
