/**
 * Measures `./plinth preview` without a cloud: the plan and every policy over the stack `prod` of this repository, and
 * over about 200 and 1,000 resources of another program.
 *
 *   npx tsx scripts/bench/plan.ts [rounds] [checkov]      default 5, and the `checkov` on PATH if there is one
 *
 * Each round runs, in alternating order: the bare import of each program's SDKs, the previews, and Checkov on the same
 * resources as a Terraform plan. Printed are seconds of CPU (user and system, of all processes) as median
 * (minimum–maximum). Terraform's own time to make that plan is not in Checkov's figure.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, repository } from "../../test/helpers/stack";
import { median, summary } from "./statistics";
import { terraformPlan } from "./terraform-plan";
import type { PreviewedResource } from "./terraform-plan";

const program = join(repository, "scripts", "bench", "many-resources");

/** Node does not tell what a child has used; Python does. */
const measure = [
  "import resource, subprocess, sys",
  "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode",
  "used = resource.getrusage(resource.RUSAGE_CHILDREN)",
  "print(used.ru_utime + used.ru_stime, code)",
].join("\n");

/** Seconds of CPU of a command. Exit code 1 is an answer: something was found. */
async function cpuSeconds(command: readonly string[]): Promise<number> {
  const { stdout, stderr } = await execute("python3", ["-c", measure, ...command]);
  const [seconds, code] = stdout.trim().split(" ").map(Number);
  if (seconds === undefined || code === undefined || code > 1)
    throw new Error(`${command.join(" ")}: ${stderr}`);
  return seconds;
}

/** A stack to preview, and the bare import that its figures are compared with. */
interface Subject {
  readonly stack: string;
  /** Folder of the program; the repository's own without. */
  readonly program?: string;
  readonly floor: string;
}

const subjects: readonly Subject[] = [
  { stack: "prod", floor: "import of prod" },
  { stack: "small", program, floor: "import" },
  { stack: "large", program, floor: "import" },
];

function preview({ stack, program: folder }: Subject, out: string): string[] {
  const options = [...(folder === undefined ? [] : ["--program", folder]), "--format", "json", "--out", out];
  return [join(repository, "plinth"), "preview", stack, ...options];
}

/** The text of every source file under a folder. */
function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
}

/** Loads every module of the SDKs that the components of the stack import, and nothing else. */
function importOfProd(): string[] {
  const sources = ["eks", "k8s"].flatMap((half) => sourcesUnder(join(repository, "components", half)));
  const imports = sources.flatMap((text) => [...text.matchAll(/^import (?!type ).*"(@pulumi\/[^"]+)";$/gm)]);
  const modules = new Set(imports.map(([, module = ""]) => module));
  return [
    process.execPath,
    "-e",
    [...modules].map((module) => `require(${JSON.stringify(module)});`).join(""),
  ];
}

interface Size extends Subject {
  readonly resources: readonly PreviewedResource[];
}

async function sizeOf(subject: Subject, folder: string): Promise<Size> {
  const out = join(folder, `${subject.stack}.json`);
  await cpuSeconds(preview(subject, out));
  const { resources } = JSON.parse(readFileSync(out, "utf8")) as { resources: PreviewedResource[] };
  return { ...subject, resources };
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? "5");
  const checkov = process.argv[3] ?? "checkov";
  const folder = mkdtempSync(join(tmpdir(), "plinth-bench-"));
  try {
    const sizes: Size[] = [];
    for (const subject of subjects) sizes.push(await sizeOf(subject, folder));
    const ways = new Map<string, string[]>([
      ["import of prod", importOfProd()],
      ["import", [process.execPath, join(program, "import-only.cjs")]],
      ...sizes.map((size): [string, string[]] => [size.stack, preview(size, join(folder, "out.json"))]),
    ]);
    if (await runs(checkov))
      for (const { stack, resources } of sizes) {
        const file = join(folder, `tfplan-${stack}.json`);
        writeFileSync(file, JSON.stringify(terraformPlan(resources)));
        ways.set(`checkov ${stack}`, [
          checkov,
          "--file",
          file,
          "--framework",
          "terraform_plan",
          "--quiet",
          "--compact",
        ]);
      }
    else console.log(`${checkov} cannot be run here, so there is no comparison`);
    report(sizes, await rounded(rounds, ways));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** False also where there is no such program. */
function runs(command: string): Promise<boolean> {
  return execute(command, ["--version"]).then(
    ({ code }) => code === 0,
    () => false,
  );
}

async function rounded(rounds: number, ways: ReadonlyMap<string, string[]>): Promise<Map<string, number[]>> {
  const seconds = new Map([...ways.keys()].map((way) => [way, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [...ways] : [...ways].reverse();
    for (const [way, command] of order) seconds.get(way)?.push(await cpuSeconds(command));
    console.log(
      `round ${round + 1}: ${[...seconds].map(([way, all]) => `${way} ${all.at(-1)?.toFixed(2)}`).join(", ")}`,
    );
  }
  return seconds;
}

function report(sizes: readonly Size[], seconds: ReadonlyMap<string, readonly number[]>): void {
  for (const [way, all] of seconds) console.log(`${way}: ${summary(all)} s of CPU`);
  for (const { stack, floor, resources } of sizes) {
    const imports = seconds.get(floor) ?? [];
    const beyond = (seconds.get(stack) ?? []).map((value, round) => value - (imports[round] ?? NaN));
    console.log(`${stack}: ${resources.length} resources, ${summary(beyond)} s of CPU beyond the ${floor}`);
    const other = seconds.get(`checkov ${stack}`);
    if (other === undefined) continue;
    const ratios = other.map((value, round) => value / (seconds.get(stack)?.[round] ?? NaN));
    console.log(
      `${stack}: Checkov takes ${summary(ratios)} times the whole of ours; median ${median(ratios).toFixed(1)}`,
    );
  }
}

void main();
