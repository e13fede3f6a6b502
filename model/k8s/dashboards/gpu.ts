/** GPUs: who has them, what they do, and how they are. */

import { above, lines, never, query, stat } from "./panels";
import type { DashboardSpec } from "./types";

const chosen = '{node=~"$node"}';
const each = "{{node}} GPU {{gpu}}";

/** The largest of a metric for each GPU. */
const perGpu = (metric: string): string => `max by (node, gpu) (${metric}${chosen})`;

export const gpuDashboard: DashboardSpec = {
  id: "gpu",
  title: "GPUs",
  description: "What GPUs do, who has them, and whether they are well.",
  variables: [{ name: "node", label: "Node", series: "DCGM_FI_DEV_GPU_TEMP", values: "node" }],
  rows: [
    {
      title: "At a glance",
      panels: [
        stat("GPUs", "GPUs that are measured.", "short", `count(${perGpu("DCGM_FI_DEV_GPU_TEMP")})`),
        stat(
          "GPUs given to pods",
          "GPUs that a pod has; the others are free.",
          "short",
          `count(max by (node, gpu) (DCGM_FI_DEV_GPU_TEMP{node=~"$node", exported_pod!=""}))`,
        ),
        stat(
          "Mean use",
          "Use of all GPUs; below a half most of their price is for nothing.",
          "percent",
          `avg(DCGM_FI_DEV_GPU_UTIL${chosen})`,
          { max: 100 },
        ),
        stat(
          "Errors of the hardware",
          "XID errors of the last minutes, of programs and of the hardware.",
          "short",
          `sum(DCGM_EXP_XID_ERRORS_COUNT${chosen})`,
          never,
        ),
      ],
    },
    {
      title: "Work",
      panels: [
        lines(
          "Use",
          "Share of time in which something ran on the GPU.",
          "percent",
          [query(perGpu("DCGM_FI_DEV_GPU_UTIL"), each)],
          { max: 100 },
        ),
        lines(
          "Tensor cores",
          "Share of cycles in which tensor cores worked: what training and serving are bought for.",
          "percentunit",
          [query(perGpu("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE"), each)],
          { max: 1 },
        ),
        lines(
          "Use by namespace",
          "Mean use of the GPUs that pods of a namespace have.",
          "percent",
          [query(`avg by (exported_namespace) (DCGM_FI_DEV_GPU_UTIL${chosen})`, "{{exported_namespace}}")],
          { max: 100 },
        ),
        lines(
          "Memory",
          "Share of the GPU's memory that is taken.",
          "percentunit",
          [
            query(
              `max by (node, gpu) (DCGM_FI_DEV_FB_USED${chosen} / (DCGM_FI_DEV_FB_USED${chosen} + DCGM_FI_DEV_FB_FREE${chosen}))`,
              each,
            ),
          ],
          { max: 1, ...above(0.9, 0.97) },
        ),
      ],
    },
    {
      title: "Health",
      panels: [
        lines(
          "Temperature",
          "Temperature of the GPU; most slow down a little below 90 degrees.",
          "celsius",
          [query(perGpu("DCGM_FI_DEV_GPU_TEMP"), each)],
          above(80, 88),
        ),
        lines("Power", "Power that the GPU draws.", "watt", [query(perGpu("DCGM_FI_DEV_POWER_USAGE"), each)]),
        lines(
          "Slowed down",
          "Share of time in which heat or the limit of power slowed the GPU down.",
          "percentunit",
          [
            query(
              `max by (node, gpu) (rate(DCGM_FI_DEV_THERMAL_VIOLATION${chosen}[$__rate_interval])) / 1e9`,
              `${each}: heat`,
            ),
            query(
              `max by (node, gpu) (rate(DCGM_FI_DEV_POWER_VIOLATION${chosen}[$__rate_interval])) / 1e9`,
              `${each}: power`,
            ),
          ],
          { max: 1 },
        ),
        lines(
          "Replaced rows of memory",
          "Rows of memory with errors that could not be corrected, replaced by spare ones.",
          "short",
          [query(perGpu("DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS"), each)],
          never,
        ),
      ],
    },
  ],
};
