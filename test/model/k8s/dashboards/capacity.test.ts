import { capacityDashboard } from "../../../../model/k8s/dashboards/capacity";
import { assertShown } from "../../../helpers/panels";
import { needPromtool } from "../../../helpers/promtool";

/** Series of two nodes, one of them on spot and with GPUs, as a program tells them. */
function told(job: string): Readonly<Record<string, number>> {
  return {
    [`kube_node_labels{job="${job}", node="a", label_plinth_dev_pool="gpu", label_karpenter_sh_capacity_type="spot"}`]: 1,
    [`kube_node_labels{job="${job}", node="b", label_plinth_dev_pool="system"}`]: 1,
    [`kube_node_status_allocatable{job="${job}", node="a", resource="nvidia_com_gpu"}`]: 8,
    [`kube_pod_container_resource_requests{job="${job}", node="a", pod="p", resource="nvidia_com_gpu"}`]: 4,
  };
}

describe("model/k8s/dashboards/capacity", () => {
  it("counts once what OpenCost tells again", function () {
    needPromtool(this);
    assertShown(capacityDashboard, { ...told("kube-state-metrics"), ...told("opencost") }, [
      { title: "Nodes", value: 2 },
      { title: "Spot nodes", value: 1 },
      { title: "GPUs", legend: "offered", value: 8 },
      { title: "GPUs", legend: "asked for", value: 4 },
    ]);
  });
});
