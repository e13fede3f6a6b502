/** Dashboards as Grafana reads them. */

import type { DashboardSpec, PanelSpec, Threshold, VariableSpec } from "./types";

/** Version of the form that Grafana 13 writes; it reads it as it is. */
const SCHEMA_VERSION = 42;

/** Columns of Grafana's grid, and the size of panels in it. */
const COLUMNS = 24;
const SIZES = { timeseries: { w: 12, h: 8 }, stat: { w: 6, h: 4 } } as const;

/** The source of data that a reader chooses at the top of a dashboard. */
const datasource = { type: "prometheus", uid: "$datasource" } as const;

/** Places panels one after the other, in lines as high as their first panel. */
class Grid {
  private x = 0;
  private y = 0;
  private height = 0;

  /** Begins a new line. */
  wrap(): void {
    this.y += this.height;
    this.x = 0;
    this.height = 0;
  }

  /** The place of the next panel. */
  place({ w, h }: { readonly w: number; readonly h: number }) {
    if (this.x + w > COLUMNS || (this.height > 0 && this.height !== h)) this.wrap();
    const place = { x: this.x, y: this.y, w, h };
    this.x += w;
    this.height = h;
    return place;
  }
}

function steps(thresholds: readonly Threshold[]) {
  return [{ color: "green", value: null }, ...thresholds.map(({ value, color }) => ({ color, value }))];
}

/** How lines are drawn. */
function custom({ stacked = false, thresholds = [] }: PanelSpec) {
  return {
    drawStyle: "line",
    fillOpacity: stacked ? 40 : 10,
    lineWidth: 1,
    showPoints: "never",
    spanNulls: false,
    stacking: { group: "A", mode: stacked ? "normal" : "none" },
    thresholdsStyle: { mode: thresholds.length > 0 ? "dashed" : "off" },
  } as const;
}

const lineOptions = {
  legend: { calcs: ["lastNotNull", "max"], displayMode: "table", placement: "bottom", showLegend: true },
  tooltip: { mode: "multi", sort: "desc" },
};

const statOptions = {
  colorMode: "value",
  graphMode: "area",
  justifyMode: "auto",
  orientation: "auto",
  reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
  textMode: "auto",
};

function panelOf(spec: PanelSpec, id: number, grid: Grid) {
  const { kind, title, description, unit, queries, thresholds = [], max } = spec;
  return {
    id,
    type: kind,
    title,
    description,
    datasource,
    gridPos: grid.place(SIZES[kind]),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(max !== undefined && { max }),
        color: { mode: kind === "stat" ? ("thresholds" as const) : ("palette-classic" as const) },
        thresholds: { mode: "absolute" as const, steps: steps(thresholds) },
        ...(kind === "timeseries" && { custom: custom(spec) }),
      },
      overrides: [],
    },
    options: kind === "stat" ? statOptions : lineOptions,
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + index),
      datasource,
      editorMode: "code",
      expr,
      legendFormat: legend,
      range: true,
    })),
  };
}

function variableOf({ name, label, series, values }: VariableSpec) {
  const query = `label_values(${series}, ${values})`;
  return {
    name,
    label,
    type: "query" as const,
    datasource,
    definition: query,
    query: { query, refId: `variable-${name}` },
    // Asked anew with the range of time: what is gone is there no more.
    refresh: 2,
    includeAll: true,
    multi: true,
    allValue: ".*",
    sort: 1,
    current: { text: ["All"], value: ["$__all"] },
    options: [],
  };
}

const datasourceVariable = {
  name: "datasource",
  label: "Data source",
  type: "datasource" as const,
  query: "prometheus",
  refresh: 1,
  includeAll: false,
  multi: false,
  current: { text: "Prometheus", value: "prometheus" },
  options: [],
};

/** The dashboard in the form of Grafana's files. */
export function buildDashboard({ id, title, description, variables, rows }: DashboardSpec) {
  const grid = new Grid();
  let last = 0;
  const panels = rows.flatMap((row) => {
    grid.wrap();
    const gridPos = grid.place({ w: COLUMNS, h: 1 });
    const heading = {
      id: ++last,
      type: "row" as const,
      title: row.title,
      collapsed: false,
      gridPos,
      panels: [],
    };
    return [heading, ...row.panels.map((panel) => panelOf(panel, ++last, grid))];
  });
  return {
    uid: `plinth-${id}`,
    title: `Plinth / ${title}`,
    description,
    tags: ["plinth"],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    timezone: "browser",
    templating: { list: [datasourceVariable, ...variables.map(variableOf)] },
    annotations: { list: [] },
    links: [
      {
        title: "Plinth",
        type: "dashboards" as const,
        tags: ["plinth"],
        asDropdown: true,
        icon: "external link",
        includeVars: false,
        keepTime: true,
        targetBlank: false,
        tooltip: "",
        url: "",
      },
    ],
    panels,
  };
}

/** A dashboard as Grafana reads it. */
export type GrafanaDashboard = ReturnType<typeof buildDashboard>;
