/** The table of prices: its shape, and how a file of one's own is laid over it. */

import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import standard from "./prices.json";

/** What prices are for; the name says per what. */
export const priceGroups = [
  "ec2OnDemandPerHour",
  "ec2SpotDiscountPercent",
  "perHour",
  "perMonth",
  "ebsPerMonth",
  "rdsPerHour",
  "rdsStoragePerMonth",
  "elasticachePerHour",
] as const;

/** One kind of price. */
export type PriceGroup = (typeof priceGroups)[number];

const date = z
  .string({ error: "must be a text" })
  .regex(/^\d{4}(?:-\d{2}-\d{2})?$/, "must be a date, as 2026-07-20, or a year");

const source = z.strictObject({ title: z.string(), url: z.url({ protocol: /^https?$/ }), date });

const prices = z.strictObject({
  group: z.enum(priceGroups, { error: `must be one of ${priceGroups.join(", ")}` }),
  /** Key of `sources`. */
  source: z.string(),
  prices: z.record(z.string(), z.number({ error: "must be a number" }).nonnegative("must not be negative")),
});

const schema = z
  .strictObject({
    comment: z.string().optional(),
    currency: z.literal("USD", { error: "must be USD" }),
    date,
    /** Region whose prices are taken where the table has none of a region. */
    standIn: z.string(),
    /** Oldest Kubernetes version in standard support at the table's date: older ones cost more on EKS. */
    eksStandardSupportFrom: z.string().regex(/^\d+\.\d+$/, "must be a version, as 1.34"),
    sources: z.record(z.string(), source),
    regions: z.record(z.string(), z.array(prices)),
  })
  .superRefine(({ sources, regions }, context) => {
    for (const [region, tables] of Object.entries(regions)) {
      for (const [index, table] of tables.entries()) {
        if (Object.hasOwn(sources, table.source)) continue;
        const path = ["regions", region, index, "source"];
        const allowed = Object.keys(sources).join(", ");
        context.addIssue({ code: "custom", path, message: `must be a key of sources: ${allowed}` });
      }
    }
  });

/** A table of prices. */
export type PriceTable = z.infer<typeof schema>;

/** A table of prices that cannot be used; each problem begins with the file and the line. */
export class PriceTableError extends Error {
  override readonly name = "PriceTableError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** The table of the pack. */
export const standardPrices: PriceTable = standard as PriceTable;

/**
 * The prices of a file.
 *
 * @param text what the file holds, in the shape of the pack's own `cost/prices.json`.
 * @param file name of the file, for the problems.
 * @throws PriceTableError with every mistake.
 */
export function parsePrices(text: string, file: string): PriceTable {
  const lines = new LineCounter();
  // JSON is YAML, and the parser of that knows the line of each value.
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const [reason = ""] = broken.message.split("\n");
    throw new PriceTableError([`${file}:${lines.linePos(broken.pos[0]).line}: not JSON: ${reason}`]);
  }
  const result = schema.safeParse(document.toJS());
  if (result.success) return result.data;
  throw new PriceTableError(
    result.error.issues.map((issue) => {
      const { path, message } = pointed(issue);
      const line = lines.linePos(startOf(document.contents, path)).line;
      const where = path.length === 0 ? "the file" : `\`${path.join(".")}\``;
      return `${file}:${line}: ${where} ${message}. The shape is that of policypack/cost/prices.json.`;
    }),
  );
}

/** A key that is not known is pointed at itself, not at what it stands in. */
function pointed(issue: z.core.$ZodIssue): { readonly path: readonly string[]; readonly message: string } {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return { path, message: issue.message };
  const [key = ""] = issue.keys;
  return { path: [...path, key], message: "is not a key of it" };
}

/** Where the value at a path begins, or the last that is there on the way. */
function startOf(contents: unknown, path: readonly string[]): number {
  let start = isNode(contents) ? (contents.range?.[0] ?? 0) : 0;
  let node: unknown = contents;
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    const named: unknown = pair?.key;
    node =
      pair?.value ?? (isNode(node) && "get" in node ? (node as ListNode).get(Number(key), true) : undefined);
    const at = isNode(named) ? named : node;
    if (!isNode(at)) return start;
    start = at.range?.[0] ?? start;
  }
  return start;
}

interface ListNode {
  get(index: number, keepScalar: true): unknown;
}

/** One table with the prices of another laid over it: what that has takes the place of what this has. */
export function overlay(base: PriceTable, over: PriceTable): PriceTable {
  const regions = new Set([...Object.keys(base.regions), ...Object.keys(over.regions)]);
  return {
    ...base,
    ...over,
    sources: { ...base.sources, ...over.sources },
    regions: Object.fromEntries(
      // Later tables win.
      [...regions].map((region) => [
        region,
        [...(base.regions[region] ?? []), ...(over.regions[region] ?? [])],
      ]),
    ),
  };
}
