/** Defaults of the keys that every stack on a cluster has. */
export const serviceDefaults = {
  charts: {},
  guardRails: { nodes: 500, extra: {} },
  alerts: { idleGpuPercent: 5, spotInterruptionsPerHour: 5, receivers: {} },
  autoscaling: { router: { minReplicas: 2, maxReplicas: 10 } },
  gpuDriver: "node",
  devtools: { prefectVolumeGiB: 10, mlflowVolumeGiB: 20 },
  vault: { volumeGiB: 10 },
  ray: {
    idleTimeoutSeconds: 300,
    headCpus: 2,
    headMemoryGiB: 8,
    minWorkers: 0,
    workerCpus: 2,
    workerMemoryGiB: 8,
    minGpuWorkers: 0,
    gpusPerWorker: 1,
    gpuWorkerCpus: 3,
    gpuWorkerMemoryGiB: 12,
  },
  observability: {
    metrics: { retentionDays: 15, volumeGiB: 50 },
    logs: { retentionDays: 7, volumeGiB: 50 },
    traces: { retentionDays: 7, volumeGiB: 20 },
  },
  backup: {
    objects: { cron: "0 * * * *", keepHours: 72 },
    full: { cron: "30 2 * * *", keepHours: 720 },
  },
};
