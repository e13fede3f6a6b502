/** Defaults of the keys that every stack on a cluster has. */
export const serviceDefaults = {
  observability: {
    metrics: { retentionDays: 15, volumeGiB: 50 },
    logs: { retentionDays: 7, volumeGiB: 50 },
    traces: { retentionDays: 7, volumeGiB: 20 },
  },
};
