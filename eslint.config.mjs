import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** File names are kebab-case; a dot separates suffixes, as in `load.test.ts`. */
const kebabCase = {
  meta: { type: "suggestion", messages: { name: "'{{name}}' is not kebab-case" }, schema: [] },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename);
      if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)+$/.test(name)) {
        context.report({ node, messageId: "name", data: { name } });
      }
    },
  }),
};

/** Who may import whom: each room, and the rooms that it may not reach. */
const rooms = ["automation", "cli", "components", "fleet", "model", "policypack", "scripts", "workloads"];
const mayImport = {
  model: [],
  components: ["model"],
  automation: ["components", "model", "policypack"],
  fleet: ["model"],
  cli: ["automation", "fleet", "model"],
  policypack: [],
  workloads: ["model"],
  scripts: ["cli", "model", "policypack"],
};
const arrows = Object.entries(mayImport).flatMap(([room, allowed]) =>
  rooms
    .filter((other) => other !== room && !allowed.includes(other))
    .map((other) => ({
      target: `./${room}`,
      from: `./${other}`,
      message: `${room}/ may import ${allowed.length === 0 ? "nothing of ours" : allowed.join(", ")}.`,
    })),
);
const workloads = readdirSync(new URL("workloads", import.meta.url)).filter((name) => name !== "contracts");
const apart = workloads.map((name) => ({
  target: `./workloads/${name}`,
  from: "./workloads",
  except: [`./${name}`, "./contracts"],
  message: "Workloads share workloads/contracts and nothing else.",
}));
const configReaders = [
  ...["model", "components", "fleet", "cli", "policypack", "workloads", "scripts"].map((room) => ({
    target: `./${room}`,
    from: ["./config.ts", "./index.ts"],
    message: "Only index.ts and automation/ may import config.ts.",
  })),
  { target: "./config.ts", from: rooms.filter((room) => room !== "model").map((room) => `./${room}`) },
];

/** Has a lock of its own. Where it is not installed, the rules that need its libraries' types would all fail. */
const localAgent = "workloads/local-agent/";
const notInstalled = existsSync(new URL(`${localAgent}node_modules`, import.meta.url)) ? [] : [localAgent];

const automationApi = {
  name: "@pulumi/pulumi/automation",
  message: "Only automation/ talks to the Automation API.",
};

export default defineConfig(
  {
    ignores: [
      "**/node_modules/",
      "**/dist/",
      ".plinth/",
      "data/",
      "site/",
      "coverage/",
      "test/fixtures/",
      "**/*.py",
      ...notInstalled,
    ],
  },
  js.configs.recommended,
  {
    plugins: { "import-x": importX, plinth: { rules: { "kebab-case": kebabCase } } },
    settings: {
      "import-x/extensions": [".ts", ".mts", ".js", ".mjs"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".mts"] },
      "import-x/external-module-folders": ["node_modules"],
      "import-x/resolver-next": [
        createNodeResolver({
          extensions: [".ts", ".mts", ".js", ".mjs", ".json"],
          extensionAlias: { ".js": [".ts", ".js"], ".mjs": [".mts", ".mjs"] },
          conditionNames: ["types", "import", "require", "node", "default"],
        }),
      ],
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", { max: 50, skipComments: true }],
      "no-console": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }],
      "plinth/kebab-case": "error",
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-duplicates": ["error", { considerQueryString: true }],
      "import-x/no-restricted-paths": ["error", { zones: [...arrows, ...apart, ...configReaders] }],
      "no-restricted-imports": ["error", { paths: [automationApi] }],
    },
  },
  {
    files: ["**/*.js", "**/*.cjs", "**/*.mjs"],
    languageOptions: {
      globals: { console: "readonly", process: "readonly", URL: "readonly" },
    },
  },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs" } },
  {
    files: ["**/*.ts", "**/*.mts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unnecessary-condition": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/return-await": ["error", "in-try-catch"],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/use-unknown-in-catch-callback-variable": "error",
    },
  },
  {
    files: ["model/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^(?!zod$|node:|\\.)", message: "model/ imports zod and nothing else." }] },
      ],
    },
  },
  { files: ["automation/**", "test/automation/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["cli/**", "policypack/mutation/**", "scripts/**"], rules: { "no-console": "off" } },
  {
    files: ["test/**", "workloads/*/test/**"],
    rules: {
      "max-lines-per-function": "off",
      "no-console": "off",
    },
  },
  {
    // A mutation of an example reaches into inputs of any shape.
    files: ["test/policypack/rules/**", "test/policypack/probes.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
);
