/**
 * What the DCGM exporter measures of GPUs: its own list of counters for data centers with three more, which say that a
 * GPU is slowed down and which errors it had.
 */

import type { Exporter, MetricKind } from "./types";

/** One counter, as a line of the exporter's list. */
interface Counter {
  readonly name: string;
  readonly kind: MetricKind | "label";
  readonly help: string;
}

/** @see https://github.com/NVIDIA/dcgm-exporter/blob/4.5.3-4.8.2/etc/dcp-metrics-included.csv */
const counters: readonly Counter[] = [
  { name: "DCGM_FI_DEV_SM_CLOCK", kind: "gauge", help: "SM clock frequency (in MHz)." },
  { name: "DCGM_FI_DEV_MEM_CLOCK", kind: "gauge", help: "Memory clock frequency (in MHz)." },
  { name: "DCGM_FI_DEV_MEMORY_TEMP", kind: "gauge", help: "Memory temperature (in C)." },
  { name: "DCGM_FI_DEV_GPU_TEMP", kind: "gauge", help: "GPU temperature (in C)." },
  { name: "DCGM_FI_DEV_POWER_USAGE", kind: "gauge", help: "Power draw (in W)." },
  {
    name: "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    kind: "counter",
    help: "Total energy consumption since boot (in mJ).",
  },
  { name: "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", kind: "counter", help: "Total number of PCIe retries." },
  { name: "DCGM_FI_DEV_GPU_UTIL", kind: "gauge", help: "GPU utilization (in %)." },
  { name: "DCGM_FI_DEV_MEM_COPY_UTIL", kind: "gauge", help: "Memory utilization (in %)." },
  { name: "DCGM_FI_DEV_XID_ERRORS", kind: "gauge", help: "Value of the last XID error encountered." },
  {
    name: "DCGM_EXP_XID_ERRORS_COUNT",
    kind: "gauge",
    help: "XID errors in the last minutes by their number.",
  },
  {
    name: "DCGM_FI_DEV_POWER_VIOLATION",
    kind: "counter",
    help: "Throttling duration due to power constraints (in ns).",
  },
  {
    name: "DCGM_FI_DEV_THERMAL_VIOLATION",
    kind: "counter",
    help: "Throttling duration due to thermal constraints (in ns).",
  },
  { name: "DCGM_FI_DEV_FB_FREE", kind: "gauge", help: "Framebuffer memory free (in MiB)." },
  { name: "DCGM_FI_DEV_FB_USED", kind: "gauge", help: "Framebuffer memory used (in MiB)." },
  { name: "DCGM_FI_DEV_FB_RESERVED", kind: "gauge", help: "Framebuffer memory reserved (in MiB)." },
  {
    name: "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
    kind: "counter",
    help: "Total number of NVLink bandwidth counters for all lanes.",
  },
  {
    name: "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
    kind: "counter",
    help: "Number of remapped rows for uncorrectable errors.",
  },
  {
    name: "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
    kind: "counter",
    help: "Number of remapped rows for correctable errors.",
  },
  { name: "DCGM_FI_DEV_ROW_REMAP_FAILURE", kind: "gauge", help: "Whether remapping of rows has failed." },
  { name: "DCGM_FI_DRIVER_VERSION", kind: "label", help: "Driver version." },
  {
    name: "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
    kind: "gauge",
    help: "Ratio of time the graphics engine is active.",
  },
  {
    name: "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    kind: "gauge",
    help: "Ratio of cycles the tensor pipe is active.",
  },
  {
    name: "DCGM_FI_PROF_DRAM_ACTIVE",
    kind: "gauge",
    help: "Ratio of cycles the device memory interface is active.",
  },
  { name: "DCGM_FI_PROF_PCIE_TX_BYTES", kind: "gauge", help: "Bytes sent over the PCIe bus each second." },
  {
    name: "DCGM_FI_PROF_PCIE_RX_BYTES",
    kind: "gauge",
    help: "Bytes received over the PCIe bus each second.",
  },
];

/** The list, as the exporter reads it: name, kind and help, without commas in the help. */
export const dcgmCounters = counters.map(({ name, kind, help }) => `${name}, ${kind}, ${help}\n`).join("");

/** All that the exporter then has; other labels are on each of them. */
export const dcgm: Exporter = {
  title: "DCGM exporter",
  version: "4.5.3-4.8.2",
  source: "https://github.com/NVIDIA/dcgm-exporter/blob/4.5.3-4.8.2/etc/default-counters.csv",
  metrics: Object.fromEntries(
    counters.flatMap(({ name, kind }): [string, MetricKind][] => (kind === "label" ? [] : [[name, kind]])),
  ),
};
