/**
 * Writes `model/eks/instance-types.json` from two public files of AWS:
 *
 *     npx tsx scripts/instance-types.ts instance-types.md zz_generated.vpclimits.go 2026-08-21
 *
 * The first is website/content/en/preview/reference/instance-types.md, the second
 * pkg/providers/instancetype/zz_generated.vpclimits.go of https://github.com/aws/karpenter-provider-aws; the date is
 * that of the commit they were taken from.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";

/** Network interfaces of a type's first card, and IPv4 addresses of each. */
type Limits = readonly [interfaces: number, addressesPerInterface: number];

const LABEL = "karpenter.k8s.aws/instance-";

/** The tables of each type in the reference page, as values by label or resource. */
function typesIn(markdown: string): Map<string, ReadonlyMap<string, string>> {
  const sections = markdown.split(/^### `/m).slice(1);
  return new Map(
    sections.map((section) => {
      const values = [...section.matchAll(/\|([^|\n]+)\|([^|\n]*)\|/g)];
      return [
        section.slice(0, section.indexOf("`")),
        new Map(values.map(([, key = "", value = ""]) => [key, value])),
      ];
    }),
  );
}

/** The limits of each type. Pods have the interfaces of the default card alone. */
function limitsIn(go: string): Map<string, Limits> {
  const entries = go.matchAll(/\t"([a-z0-9.-]+)": \{\n(.*?)\n\t\},/gs);
  return new Map(
    [...entries].map(([, name = "", body = ""]) => {
      const numberOf = (key: string): string => new RegExp(`${key}: +(\\d+)`).exec(body)?.[1] ?? "0";
      const card = numberOf("DefaultNetworkCardIndex");
      const cards = [...body.matchAll(/MaximumNetworkInterfaces: (\d+),\s*NetworkCardIndex: +(\d+)/g)];
      const interfaces = cards.find(([, , index]) => index === card)?.[1] ?? numberOf("Interface");
      return [name, [Number(interfaces), Number(numberOf("IPv4PerInterface"))]];
    }),
  );
}

/** Where the limits lack a type: its interfaces hold 50 addresses each, as those of every type of its size do. */
function limitsOfPods(pods: number): Limits {
  return [Math.ceil((pods - 2) / 49), 50];
}

function rowOf(name: string, values: ReadonlyMap<string, string>, limits: Limits | undefined): unknown[] {
  const label = (key: string): string => values.get(`${LABEL}${key}`) ?? "";
  const kind = label("gpu-name") === "" ? "accelerator" : "gpu";
  const model = label(`${kind}-name`);
  const efa = Number(values.get("vpc.amazonaws.com/efa") ?? 0);
  const accelerator =
    model === "" ? [] : [`${label(`${kind}-manufacturer`)}/${model}`, Number(label(`${kind}-count`))];
  return [
    name,
    Number(label("cpu")),
    Number(label("memory")),
    values.get("kubernetes.io/arch"),
    ...(limits ?? limitsOfPods(Number(values.get("pods")))),
    ...(efa === 0 && model === "" ? [] : [efa]),
    ...accelerator,
  ];
}

async function main([page, limitsFile, date]: readonly string[]): Promise<number> {
  if (page === undefined || limitsFile === undefined || !/^\d{4}-\d\d-\d\d$/.test(date ?? "")) {
    console.error(
      "Give three arguments: instance-types.md, zz_generated.vpclimits.go and their date (2026-08-21).",
    );
    return 2;
  }
  const limits = limitsIn(readFileSync(limitsFile, "utf8"));
  const types = [...typesIn(readFileSync(page, "utf8"))]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, values]) => rowOf(name, values, limits.get(name)));
  const table = {
    source: "https://github.com/aws/karpenter-provider-aws",
    date,
    columns:
      "name, vCPUs, memory MiB, architecture, interfaces, IPv4 addresses per interface, EFA interfaces, accelerator, its number",
    types,
  };
  const target = join(__dirname, "../model/eks/instance-types.json");
  writeFileSync(target, await format(JSON.stringify(table), { parser: "json", printWidth: 110 }));
  console.log(`wrote ${String(types.length)} instance types`);
  return 0;
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
