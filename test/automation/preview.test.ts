import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preview } from "../../automation/preview";
import type { PreviewArgs } from "../../automation/preview";
import type { PreviewDocument } from "../../automation/report/document";
import { silentReporter } from "../../automation/reporter";
import { execute, repository } from "../helpers/stack";

const violations = "test/fixtures/violations";
const context = { reporter: silentReporter, signal: new AbortController().signal };

/** Every line that says which rule it breaks, as `<file>:<line> <rule>`. */
function marked(): string[] {
  return readdirSync(join(repository, violations))
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      readFileSync(join(repository, violations, file), "utf8")
        .split("\n")
        .flatMap((line, index) => {
          const rule = /\/\/ violates: ([\w-]+)$/.exec(line)?.[1];
          return rule === undefined ? [] : [`${violations}/${file}:${index + 1} ${rule}`];
        }),
    )
    .sort();
}

function denied({ findings }: PreviewDocument): string[] {
  return findings
    .filter(({ enforcementLevel, waived }) => enforcementLevel === "mandatory" && waived === null)
    .map(({ file, line, rule }) => `${file}:${line} ${rule}`)
    .sort();
}

describe("automation/preview", function () {
  this.timeout(120_000);
  let folder = "";

  before(() => (folder = mkdtempSync(join(tmpdir(), "plinth-preview-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const document = async (args: Partial<PreviewArgs>): Promise<PreviewDocument> =>
    (await preview({ engine: "auto", ...args }, context)).document;

  it("denies exactly the lines that are marked, each for its rule", async () => {
    const expected = marked();
    assert.ok(expected.length >= 20);
    const found = await document({ program: join(repository, violations) });
    assert.deepEqual(denied(found), expected);
    assert.equal(found.denied, true);
    assert.equal(found.profile, "baseline");
  });

  it("exits with 1 and writes each form to its file, after one evaluation", async () => {
    const [sarif, markdown] = [join(folder, "a.sarif"), join(folder, "a.md")];
    const { code, stdout } = await execute(
      join(repository, "plinth"),
      [
        ...["preview", "--program", violations],
        ...["--format", "sarif", "--out", sarif, "--format", "markdown", "--out", markdown],
      ],
      { timeoutSeconds: 120 },
    );
    assert.equal(code, 1);
    assert.match(stdout, /^Denied: \d+ denied/m);
    assert.match(readFileSync(sarif, "utf8"), /"version": "2\.1\.0"/);
    assert.match(readFileSync(markdown, "utf8"), /^### Preview of `violations\/dev`: denied/);
  });

  describe("of a small program", () => {
    const program = (source: string, ...stacks: string[]): string => {
      const path = mkdtempSync(join(folder, "program-"));
      writeFileSync(join(path, "Pulumi.yaml"), "name: small\nruntime: nodejs\nmain: index.js\n");
      writeFileSync(join(path, "index.js"), source);
      for (const stack of stacks) writeFileSync(join(path, `Pulumi.${stack}.yaml`), "config: {}\n");
      symlinkSync(join(repository, "node_modules"), join(path, "node_modules"));
      return path;
    };

    it("takes any name for a stack where there are no files for stacks", async () => {
      const empty = await document({ program: program("") });
      assert.equal(empty.denied, false);
      assert.equal(empty.stack, "dev");
      assert.equal(empty.program, ".");
    });

    it("takes the only stack, and asks where there are several", async () => {
      assert.equal((await document({ program: program("", "blue") })).stack, "blue");
      await assert.rejects(document({ program: program("", "blue", "green") }), {
        code: "usage",
        fix: /blue, green/,
      });
    });

    it("names the line of a program that throws, with 2", async () => {
      const args = ["preview", "dev", "--program", program("\nthrow new Error('no');"), "--json"];
      const { code, stdout } = await execute(join(repository, "plinth"), args, { timeoutSeconds: 120 });
      assert.equal(code, 2);
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
      assert.equal(error.code, "program-failed");
      assert.match(error.message, /index\.js:2: the program failed: no/);
    });

    it("explains a wrong config of the policies with its line", async () => {
      const policyConfig = join(folder, "policies.json");
      writeFileSync(policyConfig, '{\n  "docker-soket": "advisory"\n}');
      await assert.rejects(document({ program: program(""), policyConfig }), (error: Error) => {
        const { details } = error as Error & { details: readonly string[] };
        return /policies\.json:2: there is no policy `docker-soket`\. Did you mean `docker-socket`\?/.test(
          details.join(),
        );
      });
    });

    it("denies a program whose waivers are wrong, at their line", async () => {
      const path = program("");
      writeFileSync(join(path, "waivers.yaml"), "- rule: docker-socket\n  urn: '*'\n");
      const found = await document({ program: path });
      assert.deepEqual(denied(found), [
        "waivers.yaml:1 waivers-valid",
        "waivers.yaml:1 waivers-valid",
        "waivers.yaml:1 waivers-valid",
      ]);
    });
  });
});
