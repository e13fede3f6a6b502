/**
 * Measures how many clusters are rendered in a second, beside `helm template` and `kustomize build` on the same objects.
 *
 *   npx tsx scripts/bench/render.ts [rounds] [clusters] [folder of helm and kustomize]   default 5, 1000, and PATH
 *
 * Both are Go modules: `go install helm.sh/helm/v4/cmd/helm@v4.3.1` and `go install
 * sigs.k8s.io/kustomize/kustomize/v5@v5.8.2`.
 *
 * Each round runs, in alternating order:
 * - ours, all clusters in one process: options are checked, files rendered and hashed, every proof run;
 * - `helm template`, all clusters in one process, from one chart that goes through them;
 * - each of them and `kustomize build` with a process for each of the first 16 clusters; ours is `./plinth render up`, which writes the files as well.
 *   Kustomize has no other way: a build refuses two objects of one name, and clusters have some in common.
 *
 * All write their objects to standard output, which nobody reads. First all three are shown to make the same objects.
 * Printed are clusters per second of CPU (user and system, of all processes) as median (minimum–maximum), the most memory
 * that a process held, and how many times ours is the others' in the same round.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { parseAllDocuments } from "yaml";
import { execute, repository } from "../../test/helpers/stack";
import { valuesOf, writeChart, writeOverlays } from "./render/peers";
import { manyClusters, variantIds } from "./render/work";
import type { Work } from "./render/work";
import { median, summary } from "./statistics";

/** Node does not tell what a child has used; Python does. */
const measure = [
  "import json, resource, subprocess, sys",
  "commands = json.loads(sys.argv[1])",
  "for command in commands: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)",
  "used = resource.getrusage(resource.RUSAGE_CHILDREN)",
  "print(used.ru_utime + used.ru_stime, used.ru_maxrss)",
].join("\n");

type Command = readonly [string, ...string[]];

interface Use {
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

async function useOf(commands: readonly Command[]): Promise<Use> {
  const { code, stdout, stderr } = await execute("python3", ["-c", measure, JSON.stringify(commands)]);
  const [cpuSeconds, peakKiB] = stdout.trim().split(" ").map(Number);
  if (code !== 0 || cpuSeconds === undefined || peakKiB === undefined) throw new Error(stderr);
  return { cpuSeconds, peakMiB: peakKiB / 1024 };
}

/** One way to render clusters. */
interface Way {
  readonly name: string;
  readonly clusters: number;
  readonly commands: readonly Command[];
}

/** Names of our ways, which the others' figures are compared with. */
const ours = ["ours, one process", "ours, a process for each"] as const;

/** Makes one file of our sources, as `./plinth` does of its own. */
function bundleOf(folder: string): string {
  const file = join(folder, "ours.cjs");
  const alias = { __dirname: JSON.stringify(join(repository, "automation")) };
  buildSync({
    entryPoints: [join(__dirname, "render", "ours.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    external: ["@pulumi/*"],
    define: alias,
    logLevel: "error",
  });
  return file;
}

function waysOf(folder: string, tools: string, count: number): readonly Way[] {
  const all = manyClusters(count);
  const some = all.slice(0, variantIds.length);
  const [chart, overlays] = [join(folder, "chart"), join(folder, "overlays")];
  writeChart(chart);
  const bundle = bundleOf(folder);
  writeOverlays(overlays, some);
  const helm = (name: string, work: readonly Work[]): Command => {
    const values = join(folder, `${name}.json`);
    writeFileSync(values, valuesOf(work));
    return [join(tools, "helm"), "template", "fleet", chart, "--values", values];
  };
  const kustomize = (name: string): Command => [join(tools, "kustomize"), "build", join(overlays, name)];
  const plinth = ({ options }: Work): Command => {
    const flags = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
    return [join(repository, "plinth"), "render", "up", "--out", join(folder, "out"), ...flags];
  };
  const few = some.length;
  return [
    { name: ours[0], clusters: count, commands: [[process.execPath, bundle, String(count)]] },
    { name: "helm template, one process", clusters: count, commands: [helm("all", all)] },
    { name: ours[1], clusters: few, commands: some.map(plinth) },
    {
      name: "helm template, a process for each",
      clusters: few,
      commands: some.map((work) => helm(work.name, [work])),
    },
    {
      name: "kustomize build, a process for each",
      clusters: few,
      commands: some.map(({ name }) => kustomize(name)),
    },
  ];
}

/** The objects that commands write, each as text, in an order of their own. */
async function objectsOf(commands: readonly Command[]): Promise<readonly string[]> {
  const objects: string[] = [];
  for (const [file, ...args] of commands) {
    const { code, stdout, stderr } = await execute(file, args);
    if (code !== 0) throw new Error(`${file}: ${stderr}`);
    const documents = parseAllDocuments(stdout).filter(({ contents }) => contents !== null);
    objects.push(...documents.map((document) => JSON.stringify(sorted(document.toJS()))));
  }
  return objects.sort();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** @throws Error where the ways do not make the same objects. Ours with a process for each writes files instead. */
async function demandSame(ways: readonly Way[]): Promise<void> {
  const [first, ...peers] = ways.filter(({ name }) => name !== ours[1]);
  const expected = await objectsOf(first?.commands ?? []);
  for (const { name, commands } of peers) {
    const found = await objectsOf(commands);
    const index = expected.findIndex((object, at) => object !== found[at]);
    if (index >= 0 || found.length !== expected.length)
      throw new Error(
        `${name} makes other objects: ${found[index] ?? "none"} for ${expected[index] ?? "none"}`,
      );
  }
  console.log(`All make the same ${expected.length} objects.`);
}

async function main(): Promise<void> {
  const [rounds = "5", count = "1000", tools = ""] = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), "plinth-bench-"));
  try {
    await demandSame(waysOf(join(folder, "same"), tools, variantIds.length));
    report(await rounded(Number(rounds), waysOf(join(folder, "bench"), tools, Number(count))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rounded(rounds: number, ways: readonly Way[]): Promise<ReadonlyMap<Way, readonly Use[]>> {
  const uses = new Map(ways.map((way): [Way, Use[]] => [way, []]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ways : [...ways].reverse();
    for (const way of order) uses.get(way)?.push(await useOf(way.commands));
    console.log(`round ${round + 1} of ${rounds}`);
  }
  return uses;
}

function report(uses: ReadonlyMap<Way, readonly Use[]>): void {
  const rates = new Map(
    [...uses].map(([{ name, clusters }, all]) => [name, all.map(({ cpuSeconds }) => clusters / cpuSeconds)]),
  );
  for (const [{ name, clusters }, all] of uses) {
    const rate = rates.get(name) ?? [];
    const peak = median(all.map(({ peakMiB }) => peakMiB)).toFixed(0);
    console.log(`${name}: ${clusters} clusters, ${summary(rate)} per second of CPU, ${peak} MiB at most`);
    for (const other of ours.filter((one) => one !== name)) {
      const times = rate.map((each, round) => (rates.get(other)?.[round] ?? NaN) / each);
      console.log(`  ${other}: ${summary(times)} times that`);
    }
  }
}

void main();
