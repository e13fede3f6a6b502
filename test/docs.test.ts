import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { parse } from "yaml";
import { testParts } from "../automation/testing/parts";
import { createProgram } from "../cli/program";
import { errorCatalogue } from "../model/errors";
import { anchorOf, readMarkdown } from "./helpers/markdown";
import type { Page } from "./helpers/markdown";

const root = join(__dirname, "..");
const docs = join(root, "docs");

const sitePages = readdirSync(docs, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => join("docs", file));
const rootPages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
const pages = new Map<string, Page>(
  [...rootPages, ...sitePages].map((file) => [file, readMarkdown(readFileSync(join(root, file), "utf8"))]),
);

/** What runs in a checkout but is not in git. */
const madeAtRunTime = /^(data|\.plinth|\.venv|site|node_modules)(\/|$)|^docker-compose\/\.env$/;

/** Files that the reader makes by following a page. */
const examples = new Set([
  "workloads/flows/train_wine.py",
  "docker-compose/config/traefik/routes/reports.yaml",
]);

function collect(judge: (file: string, page: Page) => string[]): string[] {
  return [...pages].flatMap(([file, page]) => judge(file, page));
}

/** What is wrong with a link, or `undefined`. */
function linkProblem(file: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path = "", anchor] = target.split("#");
  const linked = path === "" ? file : normalize(join(dirname(file), path));
  if (!existsSync(join(root, linked))) return `${target}: there is no ${linked}`;
  if (file.startsWith("docs/") && !linked.startsWith("docs/")) return `${target} leaves the site`;
  if (anchor === undefined) return undefined;
  const anchors = (pages.get(linked)?.headings ?? []).map(anchorOf);
  return anchors.includes(anchor) ? undefined : `${target}: ${linked} has no such heading`;
}

/** The repository's path that an inline code names, without what stands for something else; `undefined` for other code. */
function repositoryPath(code: string): string | undefined {
  if (!/^[\w.@<>*/-]+$/.test(code) || !code.includes("/") || code.startsWith("/") || code.startsWith("./"))
    return undefined;
  const [first = ""] = code.split("/");
  if (statSync(join(root, first), { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  if (madeAtRunTime.test(code) || examples.has(code)) return undefined;
  const open = code.search(/[<*]/);
  return open < 0 ? code : dirname(`${code.slice(0, open)}x`);
}

describe("docs", () => {
  it("links only to files and headings that exist", () => {
    const problems = collect((file, { links }) =>
      links.flatMap(({ line, text }) => {
        const problem = linkProblem(file, text);
        return problem === undefined ? [] : [`${file}:${line}: ${problem}`];
      }),
    );
    assert.deepEqual(problems, []);
  });

  it("names only paths of the repository that exist", () => {
    const problems = collect((file, { inlineCode }) =>
      inlineCode.flatMap(({ line, text }) => {
        const path = repositoryPath(text);
        return path === undefined || existsSync(join(root, path)) ? [] : [`${file}:${line}: ${text}`];
      }),
    );
    assert.deepEqual(problems, []);
  });

  it("names only commands and options that ./plinth has", () => {
    const commands = new Map(
      createProgram().commands.map((command) => [
        command.name(),
        [
          "--help",
          ...command.options.flatMap(({ long, negate }) =>
            typeof long !== "string" || negate ? [] : [long],
          ),
        ],
      ]),
    );
    const problems = collect((file, { inlineCode, codeLines }) =>
      [...inlineCode, ...codeLines].flatMap(({ line, text }) =>
        [...text.matchAll(/\.\/plinth +([a-z<][a-z>-]*)((?: +[^\s;|&#]+)*)/g)].flatMap(
          ([, name = "", rest = ""]) => {
            const options = commands.get(name);
            if (options === undefined)
              return name.startsWith("<") ? [] : [`${file}:${line}: ./plinth ${name}`];
            const unknown = (rest.match(/--[a-z][a-z0-9-]*/g) ?? []).filter(
              (option) => !options.includes(option),
            );
            return unknown.map((option) => `${file}:${line}: ./plinth ${name} ${option}`);
          },
        ),
      ),
    );
    assert.deepEqual(problems, []);
  });

  it("describes every command with every option in docs/cli.md, and no other", () => {
    const text = readFileSync(join(docs, "cli.md"), "utf8");
    const sections = new Map(
      text
        .split(/^## /m)
        .slice(1)
        .map((section) => [/^`([a-z-]+)/.exec(section)?.[1] ?? "", section]),
    );
    sections.delete("");
    const program = createProgram();
    assert.deepEqual(
      [...sections.keys()],
      program.commands.map((command) => command.name()),
    );
    const common = ["--json", "--verbose", "--help"];
    for (const command of program.commands) {
      const described = [...(sections.get(command.name()) ?? "").matchAll(/^\| `(--[a-z][a-z0-9-]*)/gm)].map(
        ([, name]) => name,
      );
      const options = command.options.map(({ long }) => long).filter((long) => !common.includes(long ?? ""));
      assert.deepEqual(described, options, `options of ${command.name()}`);
    }
  });

  it("lists every part of ./plinth test in docs/testing.md", () => {
    const named = new Set(pages.get("docs/testing.md")?.inlineCode.map(({ text }) => text));
    assert.deepEqual(
      testParts.map(({ name }) => name).filter((name) => !named.has(name)),
      [],
    );
  });

  it("explains only errors of the catalogue in docs/troubleshooting.md", () => {
    const codes = (pages.get("docs/troubleshooting.md")?.headings ?? []).flatMap((heading) => {
      const code = /`([^`]+)`/.exec(heading)?.[1];
      return code === undefined ? [] : [code];
    });
    assert.ok(codes.length > 10, `only ${codes.length} errors are explained`);
    assert.deepEqual(
      codes.filter((code) => !(code in errorCatalogue)),
      [],
    );
  });

  it("has every page in the site's navigation, and no other", () => {
    const { nav } = parse(readFileSync(join(root, "mkdocs.yml"), "utf8")) as { nav: unknown };
    const listed = [...JSON.stringify(nav).matchAll(/"([^"]+\.md)"/g)].map(([, page]) => page ?? "");
    assert.deepEqual(listed.sort(), sitePages.map((page) => relative("docs", page)).sort());
  });

  it("has one sentence per line", () => {
    const problems = collect((file, { prose }) =>
      prose
        .map(({ line, text }) => ({ line, text: text.replace(/^\s*(?:\d+\.|[-*>])?\s+/, "") }))
        .filter(({ text }) => !text.startsWith("|") && /[\p{L}\d`)"][.!?] +[\p{Lu}`]/u.test(text))
        .map(({ line, text }) => `${file}:${line}: ${text}`),
    );
    assert.deepEqual(problems, []);
  });
});
