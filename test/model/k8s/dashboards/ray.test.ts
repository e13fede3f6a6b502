import assert from "node:assert/strict";
import { rayDashboard } from "../../../../model/k8s/dashboards/ray";
import { assertShown } from "../../../helpers/panels";
import { needPromtool } from "../../../helpers/promtool";

describe("model/k8s/dashboards/ray", () => {
  it("counts nodes of Ray that have nothing to do, of which its autoscaler says nothing among the active", function () {
    needPromtool(this);
    const idle = {
      'ray_cluster_idle_nodes{ray_io_cluster="ray", node_type="headgroup"}': 1,
      'ray_cluster_idle_nodes{ray_io_cluster="ray", node_type="cpu"}': 1,
      'ray_node_mem_total{ray_io_cluster="ray", pod="ray-head", RayNodeType="head"}': 8e9,
      'ray_node_mem_total{ray_io_cluster="ray", pod="ray-cpu-worker-1", RayNodeType="worker"}': 16e9,
    };
    assertShown(rayDashboard, idle, [{ title: "Nodes of Ray", value: 2 }]);
  });

  it("offers clusters by what every pod of Ray says, whether it has something to do or not", () => {
    assert.deepEqual(
      rayDashboard.variables.map(({ name, series, values }) => [name, series, values]),
      [["cluster", "ray_node_mem_total", "ray_io_cluster"]],
    );
  });
});
