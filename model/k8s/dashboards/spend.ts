/** What the cluster costs, and who uses it. */

import { SPEND } from "../alerts/spend";
import { lines, query, stat } from "./panels";
import type { DashboardSpec } from "./types";

const GIB = String(1024 ** 3);

/** Cost of what containers of each namespace have, in dollars an hour, by the prices of their nodes. */
const byNamespace = [
  "sum by (namespace) (container_cpu_allocation * on (node) group_left () max by (node) (node_cpu_hourly_cost))",
  `sum by (namespace) (container_memory_allocation_bytes / ${GIB} * on (node) group_left () max by (node) (node_ram_hourly_cost))`,
  "(sum by (namespace) (container_gpu_allocation * on (node) group_left () max by (node) (node_gpu_hourly_cost)) or on (namespace) sum by (namespace) (container_cpu_allocation) * 0)",
].join(" + ");

export const spendDashboard: DashboardSpec = {
  id: "spend",
  title: "Spend",
  description:
    "What the cluster costs by OpenCost's prices, which are list prices where it cannot read your bill.",
  variables: [
    { name: "namespace", label: "Namespace", series: "container_cpu_allocation", values: "namespace" },
  ],
  rows: [
    {
      title: "At a glance",
      panels: [
        stat("An hour", "What the cluster costs now.", "currencyUSD", SPEND),
        stat("A day", "The last hour, for a whole day.", "currencyUSD", `24 * avg_over_time(${SPEND}[1h])`),
        stat("A month", "The last day, for thirty days.", "currencyUSD", `720 * avg_over_time(${SPEND}[1d])`),
        stat(
          "On spot",
          "Share of the nodes' cost that is for spot nodes.",
          "percentunit",
          "sum(max by (node) (node_total_hourly_cost) * on (node) max by (node) (kubecost_node_is_spot)) / sum(max by (node) (node_total_hourly_cost))",
          { max: 1 },
        ),
      ],
    },
    {
      title: "For what",
      panels: [
        lines("All", "Nodes, volumes, load balancers and the cluster itself.", "currencyUSD", [
          query(SPEND, "dollars an hour"),
        ]),
        lines(
          "By type of node",
          "Dollars an hour for the nodes of each type.",
          "currencyUSD",
          [
            query(
              "sum by (instance_type) (max by (node, instance_type) (node_total_hourly_cost))",
              "{{instance_type}}",
            ),
          ],
          { stacked: true },
        ),
        lines(
          "By namespace",
          "Dollars an hour for the CPUs, memory and GPUs that pods of a namespace have; what no pod has is in none.",
          "currencyUSD",
          [
            query(
              `(${byNamespace}) and on (namespace) container_cpu_allocation{namespace=~"$namespace"}`,
              "{{namespace}}",
            ),
          ],
          { stacked: true },
        ),
        lines("GPUs by namespace", "GPUs that pods of a namespace have.", "short", [
          query(
            'sum by (namespace) (container_gpu_allocation{namespace=~"$namespace"}) > 0',
            "{{namespace}}",
          ),
        ]),
      ],
    },
  ],
};
