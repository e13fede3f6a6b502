import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exporters, knownSeries } from "../../../../model/k8s/metrics";
import { seriesOf } from "../../../../model/k8s/metrics/types";
import { dashboards } from "../../../../model/k8s/dashboards";
import { readPromql } from "../../../helpers/promql";
import { asPromql } from "../../../helpers/promql-templates";
import { allRules, recordedSeries } from "../../../helpers/rules";

const root = join(__dirname, "..", "..", "..", "..");

const panels = dashboards.flatMap(({ rows }) => rows.flatMap((row) => row.panels));

/** What rules and dashboards ask. */
const expressions: readonly string[] = [
  ...allRules.map(({ expr }) => expr),
  ...panels.flatMap(({ queries }) => queries.map(({ expr }) => asPromql(expr))),
];

/** Names of series that expressions ask for; a pattern stands for all known ones that it fits. */
const asked = new Set(
  expressions.flatMap((expr) =>
    readPromql(expr).series.flatMap((name) =>
      typeof name === "string" ? [name] : [...knownSeries].filter((known) => name.test(known)),
    ),
  ),
);

describe("model/k8s/metrics", () => {
  it("has every series that rules and dashboards ask for", () => {
    const unknown = [...asked].filter((name) => !knownSeries.has(name) && !recordedSeries.has(name));
    assert.deepEqual(unknown, []);
  });

  it("asks kube-state-metrics itself for its series, and not OpenCost for copies of them", () => {
    const selectors = expressions.flatMap((expr) => expr.match(/\bkube_\w+(?:\{[^}]*\})?/g) ?? []);
    assert.ok(selectors.length > 20);
    for (const selector of selectors) assert.match(selector, /^\w+\{job="kube-state-metrics"[,}]/);
  });

  it("has no pattern of names that fits nothing", () => {
    const patterns = expressions
      .flatMap((expr) => readPromql(expr).series)
      .filter((name) => typeof name !== "string");
    for (const pattern of patterns)
      assert.ok(
        [...knownSeries].some((name) => pattern.test(name)),
        String(pattern),
      );
  });

  it("has no metric that nothing asks for, but in a list that is an exporter's own config", () => {
    const unused = exporters
      .filter(({ title }) => title !== "DCGM exporter")
      .flatMap(({ title, metrics }) =>
        Object.entries(metrics)
          .filter(([name, kind]) => !seriesOf(name, kind).some((series) => asked.has(series)))
          .map(([name]) => `${title}: ${name}`),
      );
    assert.deepEqual(unused, []);
  });

  it("says of each exporter in which version its names were found, and where", () => {
    for (const { title, version, source } of exporters) {
      assert.match(version, /^\d+(?:\.\d+)*(?:-[\d.]+)?$/, title);
      assert.ok(URL.canParse(source) || existsSync(join(root, source)), title);
    }
  });

  it("finds the names of our own programs in their files", () => {
    for (const { source, metrics } of exporters.filter(({ source }) => !URL.canParse(source))) {
      const text = readFileSync(join(root, source), "utf8");
      for (const name of Object.keys(metrics))
        assert.ok(text.includes(`"${name.replace("plinth_router_", "")}"`), `${name} in ${source}`);
    }
  });

  it("names the source of that very version, or a commit where it is not to be had", () => {
    const places = exporters.flatMap(({ title, version, source }) => {
      const [, at] = /^https:\/\/github\.com\/[^/]+\/[^/]+\/(?:blob|tree)\/([^/]+)\//.exec(source) ?? [];
      return at === undefined ? [] : [{ title, version, at }];
    });
    assert.ok(places.length > 5);
    for (const { title, version, at } of places)
      assert.ok(/^[0-9a-f]{40}$/.test(at) || at.includes(version), `${title} ${version}: ${at}`);
  });

  it("has each name once", () => {
    const names = exporters.flatMap(({ metrics }) => Object.keys(metrics));
    assert.equal(new Set(names).size, names.length);
  });
});
