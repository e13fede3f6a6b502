/** Ray: what waits, what runs, and on what. */

import { lines, query, stat } from "./panels";
import type { DashboardSpec } from "./types";

const cluster = 'ray_io_cluster=~"$cluster"';

export const rayDashboard: DashboardSpec = {
  id: "ray",
  title: "Ray",
  description: "Tasks, workers and memory of Ray clusters.",
  variables: [{ name: "cluster", label: "Cluster", series: "ray_node_mem_total", values: "ray_io_cluster" }],
  rows: [
    {
      title: "At a glance",
      panels: [
        stat(
          "Nodes of Ray",
          "The head and its workers.",
          "short",
          // One series for each pod: what the autoscaler counts is parted into active and idle ones.
          `count(ray_node_mem_total{${cluster}})`,
        ),
        stat("Running tasks", "Tasks that run now.", "short", `sum(ray_tasks{${cluster}, State="RUNNING"})`),
        stat(
          "Waiting tasks",
          "Tasks that wait for a worker.",
          "short",
          `sum(ray_tasks{${cluster}, State="PENDING_NODE_ASSIGNMENT"})`,
        ),
        stat(
          "Waiting placement groups",
          "Groups that wait for several workers at once.",
          "short",
          `sum(ray_placement_groups{${cluster}, State="PENDING"})`,
        ),
      ],
    },
    {
      title: "Work",
      panels: [
        lines(
          "Tasks",
          "Tasks by their state.",
          "short",
          [query(`sum by (State) (ray_tasks{${cluster}}) > 0`, "{{State}}")],
          { stacked: true },
        ),
        lines("Actors", "Actors by their state.", "short", [
          query(`sum by (State) (ray_actors{${cluster}, Source="gcs"}) > 0`, "{{State}}"),
        ]),
        lines(
          "CPUs and GPUs in use",
          "Share of what Ray may give out that it has given out.",
          "percentunit",
          [
            query(
              `sum by (Name) (ray_resources{${cluster}, Name=~"CPU|GPU", State="USED"}) / sum by (Name) (ray_resources{${cluster}, Name=~"CPU|GPU"})`,
              "{{Name}}",
            ),
          ],
          { max: 1 },
        ),
        lines("Jobs", "Jobs by their state, as KubeRay sees them.", "short", [
          query("sum by (deployment_status) (kuberay_job_deployment_status)", "{{deployment_status}}"),
        ]),
      ],
    },
    {
      title: "Pods",
      panels: [
        lines(
          "CPU",
          "Use of each pod's processors.",
          "percent",
          [query(`max by (pod) (ray_node_cpu_utilization{${cluster}})`, "{{pod}}")],
          { max: 100 },
        ),
        lines(
          "Memory",
          "Share of each pod's memory that is taken; at 95 % Ray ends tasks.",
          "percentunit",
          [query(`max by (pod) (ray_node_mem_used{${cluster}} / ray_node_mem_total{${cluster}})`, "{{pod}}")],
          { max: 1, thresholds: [{ value: 0.95, color: "red" }] },
        ),
        lines(
          "Object store",
          "Share of each pod's object store that is taken; what does not fit goes to disk.",
          "percentunit",
          [
            query(
              `max by (pod) (ray_object_store_used_memory{${cluster}} / (ray_object_store_used_memory{${cluster}} + ray_object_store_available_memory{${cluster}}))`,
              "{{pod}}",
            ),
          ],
          { max: 1 },
        ),
        lines("Free disk", "Room for objects that do not fit into memory.", "bytes", [
          query(`min by (pod) (ray_node_disk_free{${cluster}})`, "{{pod}}"),
        ]),
      ],
    },
  ],
};
