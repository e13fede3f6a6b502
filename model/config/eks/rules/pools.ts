/** Rules of pools that a pool's settings break together, or with the rest of the config. */

import { capacityOf, kindOf } from "../../../eks/pool-types";
import type { PoolSettings } from "../pool";
import type { Draft, Report } from "./draft";

/** Reports a stack without the pool `system`; without any other, workloads run beside the cluster's own services. */
export function checkPoolNames({ poolNames }: Draft, report: Report): void {
  if (poolNames === undefined) return;
  if (!poolNames.includes("system")) {
    report(["pools", "system"], "is missing; the cluster's own services run on it", {
      allowed: "a pool, as {} with the defaults of its kind",
      example: 4,
      set: ["pools", "system", "maxNodes"],
    });
  }
}

/** Reports what a pool's settings break among themselves. */
export function checkPool(name: string, pool: PoolSettings, draft: Draft, report: Report): void {
  const reportAt: Report = (path, message, params) => {
    report(["pools", name, ...path], message, params);
  };
  if (kindOf(name) === "system") checkSystem(pool, reportAt);
  checkNodes(name, pool, draft, reportAt);
  checkDisk(pool, reportAt);
  checkPoolZones(pool, draft, reportAt);
  checkTaints(pool, reportAt);
}

function checkSystem(pool: PoolSettings, report: Report): void {
  if ((pool.capacity ?? capacityOf("system", pool)) === "spot") {
    report(["capacity"], "is spot; the cluster's own services cannot bear interruptions", {
      allowed: "onDemand for the pool system",
      example: "onDemand",
    });
  }
  if (pool.maxNodes < 2) {
    report(["maxNodes"], "is too small; the cluster's own services need two nodes to bear the loss of one", {
      allowed: "2 or more for the pool system",
      example: 2,
    });
  }
  if (pool.minNodes === 0) {
    report(["minNodes"], "is too small; without a node there is nothing that could add one", {
      allowed: "1 or more for the pool system, and 2 to bear the loss of one",
      example: 2,
    });
  }
  if (pool.taints.length > 0) {
    report(["taints"], "keep away the cluster's own services, which tolerate none", {
      allowed: "no taints for the pool system",
      remove: true,
    });
  }
}

function checkNodes(name: string, { minNodes, maxNodes }: PoolSettings, draft: Draft, report: Report): void {
  if (minNodes === undefined) return;
  if (minNodes > 0 && draft.autoscaler === "karpenter" && kindOf(name) !== "system") {
    report(["minNodes"], "keeps no node: Karpenter has nodes of this pool only while pods need them", {
      allowed: "0 with plinth:autoscaler karpenter, but for the pool system",
      remove: true,
    });
  }
  if (minNodes <= maxNodes) return;
  report(["minNodes"], `is above plinth:pools.${name}.maxNodes, which is ${String(maxNodes)}`, {
    allowed: `0 to ${String(maxNodes)}, or a larger maxNodes`,
    example: maxNodes,
  });
}

/** Limits of gp3: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const IOPS_PER_GIB = 500;
const IOPS_PER_MIBPS = 4;

function checkDisk({ diskGiB, diskIops, diskThroughputMiBps }: PoolSettings, report: Report): void {
  if (diskIops > diskGiB * IOPS_PER_GIB) {
    report(["diskIops"], `is more than a disk of ${String(diskGiB)} GiB can do`, {
      allowed: `3000 to ${String(diskGiB * IOPS_PER_GIB)}, 500 for each GiB; or a larger diskGiB`,
      example: diskGiB * IOPS_PER_GIB,
    });
  }
  const fastest = Math.floor(diskIops / IOPS_PER_MIBPS);
  if (diskThroughputMiBps > fastest) {
    report(["diskThroughputMiBps"], `is more than a quarter of diskIops, which is ${String(diskIops)}`, {
      allowed: `125 to ${String(fastest)}, or a larger diskIops`,
      example: fastest,
    });
  }
}

function checkPoolZones(pool: PoolSettings, { zones }: Draft, report: Report): void {
  const own = pool.zones ?? [];
  for (const [index, zone] of own.entries()) {
    const twice = own.indexOf(zone) < index;
    const elsewhere = zones !== undefined && !zones.includes(zone);
    if (!twice && !elsewhere) continue;
    const allowed = `zones of plinth:zones${zones === undefined ? "" : ` (${zones.join(", ")})`}, all different`;
    const example = zones?.find((other) => !own.includes(other)) ?? zones?.[0];
    report(["zones", index], twice ? "stands in the list twice" : "is not in plinth:zones", {
      allowed,
      ...(example === undefined ? {} : { example }),
    });
  }
}

function checkTaints({ taints }: PoolSettings, report: Report): void {
  const keys = taints.map(({ key }) => key);
  for (const [index, key] of keys.entries()) {
    if (keys.indexOf(key) === index) continue;
    report(["taints", index, "key"], "stands in the list twice", {
      allowed: "each key once: an autoscaler reads a taint by its key",
      example: `${key}-2`,
    });
  }
}
