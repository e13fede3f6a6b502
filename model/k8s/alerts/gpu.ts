/** Alerts about GPUs, by what the DCGM exporter measures. */

import { kubeState } from "../metrics/kubernetes";
import type { Alert, AlertThresholds } from "./rule";

/**
 * Errors of the hardware and of its links, not of a program: memory that cannot be corrected, rows that cannot be
 * remapped, a GPU off the bus, NVLink.
 *
 * @see https://docs.nvidia.com/deploy/xid-errors/index.html
 */
const HARDWARE_XIDS = [48, 63, 64, 74, 79, 92, 94, 95, 119, 120, 140];

/** Share of the last ten minutes in which a GPU was slowed down, by why; counters are in nanoseconds. */
function throttled(cause: string, counter: string, share: number): string {
  return `label_replace(rate(${counter}[10m]) / 1e9 > ${String(share)}, "cause", "${cause}", "", "")`;
}

export function gpuAlerts({ idleGpuPercent }: AlertThresholds): readonly Alert[] {
  return [
    {
      alert: "GpuIdle",
      severity: "warning",
      expr: `avg_over_time(DCGM_FI_DEV_GPU_UTIL[1h]) < ${String(idleGpuPercent)}`,
      lasting: "1h",
      summary: "GPU {{ $labels.gpu }} of node {{ $labels.node }} is paid for and does nothing.",
    },
    {
      alert: "GpuHardwareError",
      severity: "critical",
      expr: `DCGM_EXP_XID_ERRORS_COUNT{xid=~"${HARDWARE_XIDS.join("|")}"} > 0`,
      lasting: "0m",
      summary: "GPU {{ $labels.gpu }} of node {{ $labels.node }} reports XID {{ $labels.xid }}.",
    },
    {
      alert: "GpuThrottled",
      severity: "warning",
      expr: [
        throttled("heat", "DCGM_FI_DEV_THERMAL_VIOLATION", 0.05),
        // Large models run at the limit of power much of the time; only then is it worth a look.
        throttled("power", "DCGM_FI_DEV_POWER_VIOLATION", 0.5),
      ].join(" or "),
      lasting: "15m",
      summary: "GPU {{ $labels.gpu }} of node {{ $labels.node }} is slowed down by {{ $labels.cause }}.",
    },
    {
      alert: "GpuMemoryFull",
      severity: "warning",
      expr: "DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE) > 0.97",
      lasting: "15m",
      summary: "GPU {{ $labels.gpu }} of node {{ $labels.node }} has no memory left.",
    },
    {
      alert: "GpuMemoryFaulty",
      severity: "critical",
      expr: "DCGM_FI_DEV_ROW_REMAP_FAILURE > 0 or increase(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS[1h]) > 0",
      lasting: "0m",
      summary: "Memory of GPU {{ $labels.gpu }} of node {{ $labels.node }} is failing.",
    },
    {
      alert: "GpuNotMeasured",
      severity: "warning",
      expr: `max by (node) (${kubeState("kube_node_status_allocatable", 'resource="nvidia_com_gpu"')}) > 0 unless on (node) DCGM_FI_DEV_GPU_TEMP`,
      lasting: "15m",
      summary: "Node {{ $labels.node }} has GPUs, and nothing measures them.",
    },
  ];
}
