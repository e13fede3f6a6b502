/** Nodes that come and go, and pods that wait for them. */

import { LOST_NODES, spotNodes } from "../alerts/capacity";
import { kubeState } from "../metrics/kubernetes";
import { lines, never, query, stat } from "./panels";
import type { DashboardSpec } from "./types";

const nodes = kubeState("kube_node_labels", 'label_plinth_dev_pool=~"$pool"');
const unschedulable = kubeState("kube_pod_status_unschedulable");
const gpus = 'resource="nvidia_com_gpu"';

export const capacityDashboard: DashboardSpec = {
  id: "capacity",
  title: "Capacity",
  description: "Nodes, interruptions of spot nodes, and pods that find no node.",
  variables: [{ name: "pool", label: "Pool", series: "kube_node_labels", values: "label_plinth_dev_pool" }],
  rows: [
    {
      title: "At a glance",
      panels: [
        stat("Nodes", "Nodes of the chosen pools.", "short", `count(${nodes})`),
        stat(
          "Spot nodes",
          "Nodes that the cloud may take away.",
          "short",
          `count(${spotNodes.join(" or ")})`,
        ),
        stat(
          "Lost nodes",
          "Nodes that were gone within the last minutes and that nobody had drained.",
          "short",
          `count(${LOST_NODES}) or vector(0)`,
          never,
        ),
        stat(
          "Pods without a node",
          "Pods that no node takes.",
          "short",
          `sum(${unschedulable}) or vector(0)`,
          never,
        ),
      ],
    },
    {
      title: "Nodes",
      panels: [
        lines(
          "Nodes by pool",
          "Nodes of each pool.",
          "short",
          [query(`count by (label_plinth_dev_pool) (${nodes})`, "{{label_plinth_dev_pool}}")],
          { stacked: true },
        ),
        lines(
          "Interruptions",
          "What the cloud said of nodes within an hour, where Karpenter listens.",
          "short",
          [
            query(
              "sum by (message_type) (increase(karpenter_interruption_received_messages_total[1h]))",
              "{{message_type}}",
            ),
          ],
        ),
        lines("Nodes added and taken away", "By the autoscaler, within an hour.", "short", [
          query("sum(increase(cluster_autoscaler_scaled_up_nodes_total[1h]))", "added by Cluster Autoscaler"),
          query(
            "sum(increase(cluster_autoscaler_scaled_down_nodes_total[1h]))",
            "taken by Cluster Autoscaler",
          ),
          query("sum(increase(karpenter_nodeclaims_created_total[1h]))", "added by Karpenter"),
          query("sum(increase(karpenter_nodeclaims_terminated_total[1h]))", "taken by Karpenter"),
        ]),
        lines(
          "Nodes that did not come",
          "Tries to add nodes that failed within an hour, and why.",
          "short",
          [query("sum by (reason) (increase(cluster_autoscaler_failed_scale_ups_total[1h]))", "{{reason}}")],
          never,
        ),
      ],
    },
    {
      title: "Pods",
      panels: [
        lines("Pods by state", "Pods that run, wait or failed.", "short", [
          query(`sum by (phase) (${kubeState("kube_pod_status_phase", 'phase!="Succeeded"')})`, "{{phase}}"),
        ]),
        lines("Pods that no node takes", "By namespace.", "short", [
          query(`sum by (namespace) (${unschedulable}) > 0`, "{{namespace}}"),
          query("sum(cluster_autoscaler_unschedulable_pods_count)", "as Cluster Autoscaler counts"),
        ]),
        lines("GPUs", "GPUs that nodes offer, and that pods ask for.", "short", [
          query(`sum(${kubeState("kube_node_status_allocatable", gpus)})`, "offered"),
          query(`sum(${kubeState("kube_pod_container_resource_requests", gpus)})`, "asked for"),
        ]),
      ],
    },
  ],
};
