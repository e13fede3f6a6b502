/** Reads a file of waivers, and finds every mistake in it with its line. */

import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node } from "yaml";
import { z } from "zod";
import { suggestion } from "./nearest";

/** One waiver: findings of a rule about some resources are accepted for a time. */
export interface Waiver {
  /** Name of the rule. */
  readonly rule: string;
  /** URN of the resource, or a pattern in which `*` stands for any characters. */
  readonly urn: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The last day on which it holds, as `2026-12-31` (UTC). */
  readonly expires: string;
  /** Line in the file, from 1. */
  readonly line: number;
}

/** Something wrong with the file or with one waiver. */
export interface WaiverProblem {
  /** Line in the file, from 1. */
  readonly line: number;
  /** What is wrong, what was given, what is allowed and what to do. */
  readonly message: string;
}

/** What a file says. */
export interface ParsedWaivers {
  readonly waivers: readonly Waiver[];
  readonly problems: readonly WaiverProblem[];
}

const text = (what: string): z.ZodType<string> =>
  z.string({ error: `must be ${what}` }).refine((value) => value.trim() !== "", `must be ${what}`);

const schema = z.strictObject({
  rule: text("the name of a rule, as `eks-endpoint-private`"),
  urn: text("the URN of a resource, or a pattern with `*`, as `*::aws:s3/bucket:Bucket::logs`"),
  reason: text("a sentence that says why the finding is accepted"),
  owner: text("the person or team that answers for it"),
  expires: z
    .string({ error: "must be a date, as 2026-12-31" })
    .refine(isDate, "must be a date of the calendar, as 2026-12-31"),
});

const keys = Object.keys(schema.shape);
const example = "- rule: …, urn: …, reason: …, owner: …, expires: 2026-12-31";

/** Reads the text of a file of waivers. Entries with a mistake are not among the waivers. */
export function parseWaivers(source: string, ruleNames: readonly string[]): ParsedWaivers {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const lineOf = (node: unknown): number => lines.linePos(startOf(node)).line;
  const [broken] = document.errors;
  if (broken) {
    const reason = (broken.message.split("\n")[0] ?? "").replace(/:$/, "");
    return {
      waivers: [],
      problems: [
        {
          line: lines.linePos(broken.pos[0]).line,
          message: `this is not YAML (${reason}); correct the line.`,
        },
      ],
    };
  }
  const entries = entriesOf(document);
  if (entries === undefined) {
    const message = `a list of waivers is wanted (\`${example}\`), and this is none.`;
    return { waivers: [], problems: [{ line: lineOf(document.contents), message }] };
  }
  const read = entries.map((entry) => readEntry(entry, document, ruleNames, lineOf));
  const waivers = read.flatMap(({ waiver }) => waiver ?? []);
  return { waivers, problems: [...read.flatMap(({ problems }) => problems), ...repeated(waivers)] };
}

function entriesOf({ contents }: Document): readonly unknown[] | undefined {
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  return isSeq(contents) ? contents.items : undefined;
}

interface ReadEntry {
  readonly waiver?: Waiver;
  readonly problems: readonly WaiverProblem[];
}

function readEntry(
  entry: unknown,
  document: Document,
  ruleNames: readonly string[],
  lineOf: (node: unknown) => number,
): ReadEntry {
  const line = lineOf(entry);
  const value = isNode(entry) ? (entry.toJS(document) as unknown) : entry;
  const result = schema.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.flatMap((issue) =>
      describe(issue, value).map(({ key, message }) => ({
        line: lineOf(keyOf(entry, key) ?? entry),
        message,
      })),
    );
    return { problems };
  }
  const { rule } = result.data;
  if (!ruleNames.includes(rule) && !isJudgedElsewhere(rule, ruleNames)) {
    const message = `there is no rule \`${rule}\`${suggestion(rule, ruleNames) || "."} The pack's README lists the rules.`;
    return { problems: [{ line: lineOf(keyOf(entry, "rule") ?? entry), message }] };
  }
  return { waiver: { ...result.data, line }, problems: [] };
}

/** Beside the pack, `plinth preview` judges which versions go together. The pack alone lets waivers of that be. */
const elsewhere = /^compatibility-/;

function isJudgedElsewhere(rule: string, ruleNames: readonly string[]): boolean {
  return elsewhere.test(rule) && !ruleNames.some((name) => elsewhere.test(name));
}

/** One message for each thing that is wrong. */
function describe(
  issue: z.core.$ZodIssue,
  value: unknown,
): { readonly key: string | undefined; readonly message: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      key,
      message: `\`${key}\` is not a key of a waiver${suggestion(key, keys) || "."} The keys are ${keys.join(", ")}.`,
    }));
  }
  const [key] = issue.path.map(String);
  if (key === undefined) {
    return [
      { key, message: `a waiver has the keys ${keys.join(", ")} (\`${example}\`), and this has none.` },
    ];
  }
  const given = (value as Record<string, unknown>)[key];
  const seen = given === undefined || given === null ? "it is missing" : `it is ${shown(given)}`;
  return [{ key, message: `\`${key}\` ${issue.message}; ${seen}.` }];
}

function shown(value: unknown): string {
  const printed = JSON.stringify(value);
  return printed.length > 60 ? `${printed.slice(0, 60)}…` : printed;
}

/** The second of two waivers for the same thing would never be used, and nobody would know which one counts. */
function repeated(waivers: readonly Waiver[]): WaiverProblem[] {
  const first = new Map<string, Waiver>();
  return waivers.flatMap((waiver) => {
    const same = `${waiver.rule} ${waiver.urn}`;
    const before = first.get(same);
    if (before === undefined) {
      first.set(same, waiver);
      return [];
    }
    const message = `the waiver of \`${waiver.rule}\` for the same URN stands on line ${before.line} already; remove one.`;
    return [{ line: waiver.line, message }];
  });
}

/** A day of the calendar; `Date` alone would turn 31 June into 1 July. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function keyOf(entry: unknown, key: string | undefined): Node | undefined {
  if (!isMap(entry)) return undefined;
  const pair = entry.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair && isNode(pair.key) ? pair.key : undefined;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
