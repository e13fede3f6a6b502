/** Databases, caches, keys and secrets. */

import { fixed, gap, join, numberAt, part, steady, textAt, whenKnown } from "../quote";
import type { Context, Known, Pricer, Quote } from "../quote";

/** What gp3 of RDS has without a charge, below 400 GiB and from there on: https://aws.amazon.com/rds/instance-types/ */
const RDS_FREE_IOPS = { small: 3000, large: 12_000, from: 400 };

const database: Pricer = ({ properties }, context) => {
  const multiAz = properties.child("multiAz").is(true, false);
  const zones: Known<number> = multiAz === undefined ? { unknown: "multiAz" } : { value: multiAz ? 2 : 1 };
  const known = [
    textAt(properties.child("engine")),
    textAt(properties.child("instanceClass")),
    zones,
  ] as const;
  const compute = whenKnown<[string, string, number]>(known, (engine, type, count) =>
    fixed(context, ["rdsPerHour", `${engine} ${type}`], `${engine} on ${type}`, count),
  );
  const storage = whenKnown<[number, string, number, number]>(
    [
      numberAt(properties.child("allocatedStorage")),
      textAt(properties.child("storageType"), "gp2"),
      numberAt(properties.child("iops"), 0),
      zones,
    ],
    (size, type, iops, count) => databaseStorage({ size, type, iops, count }, context),
  );
  return join(compute, storage);
};

interface DatabaseStorage {
  readonly size: number;
  readonly type: string;
  readonly iops: number;
  readonly count: number;
}

function databaseStorage({ size, type, iops, count }: DatabaseStorage, context: Context): Quote {
  const perGiB = context.price("rdsStoragePerMonth", `${type} GiB`);
  if (perGiB === undefined) return gap("no-price", `the table has no price of RDS storage of type ${type}`);
  const free = type !== "gp3" ? 0 : size < RDS_FREE_IOPS.from ? RDS_FREE_IOPS.small : RDS_FREE_IOPS.large;
  const perIops = context.price("rdsStoragePerMonth", `${type} IOPS`) ?? 0;
  const usd = (size * perGiB + Math.max(iops - free, 0) * perIops) * count;
  return part(`${type} storage of ${String(size)} GiB`, steady(usd));
}

const cacheCluster: Pricer = ({ properties }, context) =>
  whenKnown<[string, number]>(
    [textAt(properties.child("nodeType")), numberAt(properties.child("numCacheNodes"), 1)],
    (type, nodes) => fixed(context, ["elasticachePerHour", type], `${String(nodes)} of ${type}`, nodes),
  );

const replicationGroup: Pricer = ({ properties }, context) =>
  whenKnown<[string, string, number, number, number]>(
    [
      textAt(properties.child("engine"), "redis"),
      textAt(properties.child("nodeType")),
      numberAt(properties.child("numCacheClusters"), 0),
      numberAt(properties.child("numNodeGroups"), 1),
      numberAt(properties.child("replicasPerNodeGroup"), 0),
    ],
    (engine, type, clusters, groups, replicas) => {
      const nodes = clusters > 0 ? clusters : groups * (1 + replicas);
      // Valkey has prices of its own, below those of Redis, which stand without an engine.
      const own = `${engine} ${type}`;
      const key = context.price("elasticachePerHour", own) === undefined ? type : own;
      return fixed(context, ["elasticachePerHour", key], `${String(nodes)} of ${type}`, nodes);
    },
  );

const requests = gap("usage", "requests are charged by use");

const key: Pricer = (_, context) => join(fixed(context, ["perMonth", "kmsKey"], "the key"), requests);
const secret: Pricer = (_, context) => join(fixed(context, ["perMonth", "secret"], "the secret"), requests);

export const servicePricers: Readonly<Record<string, Pricer>> = {
  "aws:rds/instance:Instance": database,
  "aws:elasticache/cluster:Cluster": cacheCluster,
  "aws:elasticache/replicationGroup:ReplicationGroup": replicationGroup,
  "aws:kms/key:Key": key,
  "aws:kms/replicaKey:ReplicaKey": key,
  "aws:secretsmanager/secret:Secret": secret,
};
