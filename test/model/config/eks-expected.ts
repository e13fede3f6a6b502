/** What the fixtures of configs on AWS are read as. */

import { serviceDefaults } from "./services-expected";

const pool = {
  gpus: ["a10g", "l4"],
  gpusPerNode: 1,
  maxNodes: 4,
  diskGiB: 100,
  diskIops: 3000,
  diskThroughputMiBps: 250,
  ami: "al2023",
  efa: "auto",
  labels: {},
  taints: [],
};

/** Every default, with what must be given. */
export const eksMinimal = {
  target: "eks",
  name: "plinth",
  owner: "platform-team",
  repository: "example/plinth",
  accountId: "123456789012",
  region: "eu-central-1",
  vpcCidr: "10.0.0.0/16",
  serviceCidr: "172.20.0.0/16",
  connectedCidrs: [],
  zones: ["eu-central-1a", "eu-central-1b"],
  nat: "perZone",
  endpoint: { public: false, publicCidrs: [] },
  kubernetesVersion: "1.36",
  admins: [],
  autoscaler: "clusterAutoscaler",
  pools: { system: pool, cpu: pool },
  irsaWorkloads: [],
  database: { instanceClass: "db.t4g.medium", storageGiB: 50, multiAz: true, backupDays: 14 },
  cache: { nodeType: "cache.t4g.small", replicas: 1 },
  monthlyBudgetUsd: 5000,
  alertEmails: ["platform@example.org"],
  deletionProtection: true,
  createServiceLinkedRoles: false,
  recipes: [],
  ...serviceDefaults,
};

export const eksFull = {
  ...eksMinimal,
  name: "gpu",
  owner: "ml@example.org",
  repository: "git.example.org/ml/plinth",
  region: "us-gov-west-1",
  vpcCidr: "172.16.32.0/20",
  zones: ["us-gov-west-1a", "us-gov-west-1b", "us-gov-west-1c"],
  monthlyBudgetUsd: 12000,
};

export const eksPools = {
  ...eksMinimal,
  zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
  endpoint: { public: true, publicCidrs: ["203.0.113.0/24"] },
  github: { repository: "example/plinth", environment: "production", existingProvider: false },
  autoscaler: "karpenter",
  pools: {
    system: pool,
    cpu: { ...pool, maxNodes: 10 },
    "cpu-batch": {
      ...pool,
      capacity: "spot",
      maxNodes: 20,
      zones: ["eu-central-1a"],
      labels: { team: "vision", canary: "true", wave: "2" },
      taints: [{ key: "team", value: "vision", effect: "NoSchedule" }],
    },
    "gpu-h100": { ...pool, instanceTypes: ["p5.48xlarge"], gpusPerNode: 8, efa: "on", ami: "bottlerocket" },
  },
};
