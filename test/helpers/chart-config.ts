/** The configuration of a program as its chart renders it with the platform's values, and what the program says of it. */

import { ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { parseAllDocuments } from "yaml";
import { chartPin } from "../../model/k8s/charts";
import { conformant, onEks } from "./clusters";
import { ServiceStack } from "./service-stack";
import { skipBecause } from "./skip";

/** Folder with charts by their names, for where their repository cannot be reached. */
const CHARTS = "PLINTH_CHARTS";

/** A program that judges its own configuration. */
export interface Judge {
  /** Name of the chart. */
  readonly chart: string;
  /** Name of the program, and how it is asked about a file. */
  readonly program: string;
  readonly arguments: (file: string) => readonly string[];
  /** Key of the ConfigMap that the configuration stands under. */
  readonly key: string;
  /** Value of the chart, under its own name, that becomes a part of the configuration as it is. */
  readonly part: string;
}

interface ConfigMap {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 120_000;

/** Tests that a program takes what its chart makes of the platform's values, and that it would say if it did not. */
export function describeConfiguration(judge: Judge): void {
  const { chart, program, part } = judge;
  const stack = new ServiceStack();

  async function valuesOn(cluster: Parameters<ServiceStack["build"]>[1]) {
    await stack.build({ recipes: ["observability"] }, cluster);
    return stack.release(chart)["values"] as Readonly<Record<string, object>>;
  }

  describe(`is a configuration that ${program} takes`, () => {
    for (const [title, cluster] of Object.entries({ "on its volume": conformant, "in a bucket": onEks() }))
      it(title, async function () {
        this.timeout(PATIENCE_MS);
        const found = judged(this, judge, await valuesOn(cluster));
        ok(found.ok, found.said);
      });

    it("which it would refuse with a key that it does not know", async function () {
      this.timeout(PATIENCE_MS);
      const values = await valuesOn(conformant);
      const wrong = { ...values[chart], [part]: { no_such_key: 1 } };
      const found = judged(this, judge, { ...values, [chart]: wrong });
      ok(!found.ok && found.said.includes("no_such_key"), found.said);
    });
  });
}

/**
 * What the program says of the configuration that its chart makes of the values, and whether it takes it. Skips the test
 * where the program, Helm or the chart is not to be had.
 */
function judged(
  context: Context,
  judge: Judge,
  values: unknown,
): { readonly ok: boolean; readonly said: string } {
  for (const program of [judge.program, "helm"])
    if (spawnSync(program, ["--help"]).error !== undefined)
      skipBecause(
        context,
        `${program} is not on PATH, and checks what Helm makes of the chart ${judge.chart}`,
      );
  const folder = mkdtempSync(join(tmpdir(), `plinth-${judge.chart}-`));
  try {
    const file = join(folder, judge.key);
    writeFileSync(file, rendered(context, judge, { folder, values }));
    const { status, stdout, stderr } = spawnSync(judge.program, judge.arguments(file), { encoding: "utf8" });
    return { ok: status === 0, said: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rendered(
  context: Context,
  { chart: name, key }: Judge,
  { folder, values }: { readonly folder: string; readonly values: unknown },
): string {
  const file = join(folder, "values.json");
  writeFileSync(file, JSON.stringify(values));
  const { chart, repository = "", version } = chartPin(name);
  const charts = process.env[CHARTS];
  const source =
    charts === undefined ? [chart, "--repo", repository, "--version", version] : [join(charts, name)];
  const { status, stdout, stderr } = spawnSync(
    "helm",
    ["template", name, ...source, "--namespace", "observability", "--values", file],
    { encoding: "utf8", maxBuffer: 64 * 2 ** 20 },
  );
  if (status !== 0 && charts === undefined)
    skipBecause(
      context,
      `Helm cannot get the chart ${name} ${version}, and ${CHARTS} names no folder with it`,
    );
  if (status !== 0) throw new Error(`Helm cannot render the chart ${name}: ${stderr}`);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS() as ConfigMap | null);
  const [text] = objects.flatMap((object) =>
    object?.kind === "ConfigMap" && object.data?.[key] !== undefined ? [object.data[key]] : [],
  );
  if (text === undefined) throw new Error(`The chart ${name} makes no ConfigMap with the key ${key}.`);
  return text;
}
