import assert from "node:assert/strict";
import { buildDashboard } from "../../../../model/k8s/dashboards/build";
import { lines, stat } from "../../../../model/k8s/dashboards/panels";
import type { DashboardSpec } from "../../../../model/k8s/dashboards/types";

const spec: DashboardSpec = {
  id: "sample",
  title: "Sample",
  description: "A sample.",
  variables: [{ name: "node", label: "Node", series: "kube_node_info", values: "node" }],
  rows: [
    {
      title: "First",
      panels: [
        ...["a", "b", "c", "d", "e"].map((title) => stat(title, "One.", "short", `up{job="${title}"}`)),
        lines("f", "Two.", "percent", "up", {
          max: 100,
          stacked: true,
          thresholds: [{ value: 9, color: "red" }],
        }),
      ],
    },
    { title: "Second", panels: [lines("g", "Three.", "s", "up")] },
  ],
};

describe("model/k8s/dashboards/build", () => {
  const { panels, templating } = buildDashboard(spec);

  it("places panels in lines of one height, and each heading on a line of its own", () => {
    assert.deepEqual(
      panels.map(({ title, gridPos: { x, y, w, h } }) => [title, x, y, w, h]),
      [
        ["First", 0, 0, 24, 1],
        ["a", 0, 1, 6, 4],
        ["b", 6, 1, 6, 4],
        ["c", 12, 1, 6, 4],
        ["d", 18, 1, 6, 4],
        ["e", 0, 5, 6, 4],
        ["f", 0, 9, 12, 8],
        ["Second", 0, 17, 24, 1],
        ["g", 0, 18, 12, 8],
      ],
    );
  });

  it("hands on the unit, the bounds, the colours and how lines stand", () => {
    const panel = panels.find(({ title }) => title === "f");
    assert.ok(panel !== undefined && "fieldConfig" in panel);
    const { unit, max, thresholds, custom } = panel.fieldConfig.defaults;
    assert.deepEqual(
      [unit, max, custom?.stacking.mode, custom?.thresholdsStyle.mode],
      ["percent", 100, "normal", "dashed"],
    );
    assert.deepEqual(thresholds.steps, [
      { color: "green", value: null },
      { color: "red", value: 9 },
    ]);
  });

  it("asks the source that the reader chose, for panels and for choices", () => {
    const chosen = { type: "prometheus", uid: "$datasource" };
    for (const panel of panels)
      if ("targets" in panel) assert.deepEqual(panel.targets[0]?.datasource, chosen);
    assert.deepEqual(
      templating.list.map(({ name, type }) => [name, type]),
      [
        ["datasource", "datasource"],
        ["node", "query"],
      ],
    );
    const variable = templating.list[1];
    assert.ok(variable !== undefined && "definition" in variable);
    assert.equal(variable.definition, "label_values(kube_node_info, node)");
  });
});
