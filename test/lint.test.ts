import assert from "node:assert/strict";
import { join } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

const root = join(__dirname, "..");

/** The rules of this repository without those that need types: these files do not exist. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    { files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false } } },
    { files: ["**/*.ts"], rules: tseslint.configs.disableTypeChecked.rules ?? {} },
  ],
});

async function rulesBroken(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, filePath) });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const use = (path: string): string =>
  `import * as used from "${path}";\nexport const probe: unknown = used;\n`;
const arrows = "import-x/no-restricted-paths";
const restricted = "no-restricted-imports";

/** File, what it imports, the rule that forbids it; `undefined` where it may. */
const cases: readonly (readonly [string, string, string | undefined])[] = [
  ["model/probe.ts", "zod", undefined],
  ["model/probe.ts", "node:path", undefined],
  ["model/probe.ts", "yaml", restricted],
  ["model/probe.ts", "../cli/program", arrows],
  ["model/config/probe.ts", "../../config", arrows],
  ["components/probe.ts", "../model/errors", undefined],
  ["components/probe.ts", "../config", arrows],
  ["components/probe.ts", "@pulumi/pulumi/automation", restricted],
  ["cli/probe.ts", "../model/errors", undefined],
  ["cli/probe.ts", "@pulumi/pulumi/automation", restricted],
  ["automation/probe.ts", "@pulumi/pulumi/automation", undefined],
  ["automation/probe.ts", "../cli/program", arrows],
  ["workloads/router/src/probe.ts", "../../../cli/program", arrows],
  ["index.ts", "./config", undefined],
];

describe("eslint.config", function () {
  this.timeout(60_000);

  for (const [file, imported, rule] of cases) {
    it(`${rule === undefined ? "lets" : "forbids"} ${file} import ${imported}`, async () => {
      assert.deepEqual(await rulesBroken(file, use(imported)), rule === undefined ? [] : [rule]);
    });
  }

  it("wants kebab-case file names and no notes to come back to", async () => {
    assert.deepEqual(await rulesBroken("model/OddName.ts", "export {};\n"), ["plinth/kebab-case"]);
    const note = ["TO", "DO"].join("");
    assert.deepEqual(await rulesBroken("model/probe.ts", `// ${note}: later\nexport {};\n`), [
      "no-warning-comments",
    ]);
  });
});
