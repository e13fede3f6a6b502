import assert from "node:assert/strict";
import { unknownValue } from "../server";
import { always, quoted, resource } from "./resources";

describe("policypack/cost/pricers/services", () => {
  it("prices volumes with what they have beyond what is free", () => {
    const volume = (inputs: Record<string, unknown>) => quoted(resource("aws:ebs/volume:Volume", inputs));
    assert.equal(volume({ size: 100 }).usd.onDemandMax, 20);
    assert.equal(volume({ size: 100, type: "gp3", iops: 3000, throughput: 125 }).usd.onDemandMax, 10);
    assert.equal(
      volume({ size: 100, type: "gp3", iops: 4000, throughput: 225 }).usd.onDemandMax,
      10 + 10 + 5,
    );
    assert.equal(volume({ size: 100, type: "io1", iops: 1000 }).usd.onDemandMax, 30 + 20);
    assert.match(volume({ size: 100, type: "io9" }).gaps[0] ?? "", /^no-price: .*io9/);
    for (const inputs of [
      {},
      { size: unknownValue },
      { size: 1, iops: unknownValue },
      { size: 1, type: unknownValue },
    ])
      assert.match(volume(inputs).gaps[0] ?? "", /^unknown: /);
  });

  it("prices databases in one zone or two", () => {
    const database = (inputs: Record<string, unknown>) =>
      quoted(
        resource("aws:rds/instance:Instance", {
          ...{ engine: "postgres", instanceClass: "db.t4g.small", allocatedStorage: 100 },
          ...inputs,
        }),
      );
    assert.deepEqual(database({}), { usd: always(83), gaps: [] });
    assert.equal(database({ multiAz: true }).usd.onDemandMax, 166);
    assert.equal(database({ storageType: "gp3", iops: 4000 }).usd.onDemandMax, 83 + 20);
    assert.equal(
      database({ storageType: "gp3", iops: 13_000, allocatedStorage: 400 }).usd.onDemandMax,
      73 + 40 + 20,
    );
    assert.match(
      database({ instanceClass: "db.z.large" }).gaps[0] ?? "",
      /^no-price: .*postgres on db\.z\.large/,
    );
    assert.match(database({ storageType: "io9" }).gaps[0] ?? "", /^no-price: .*io9/);
    assert.equal(database({ multiAz: unknownValue }).gaps.length, 2);
    assert.match(database({ allocatedStorage: unknownValue }).gaps[0] ?? "", /^unknown: `allocatedStorage`/);
  });

  it("prices caches by their nodes", () => {
    const nodeType = "cache.t4g.small";
    const cluster = (inputs: object) =>
      quoted(resource("aws:elasticache/cluster:Cluster", { nodeType, ...inputs })).usd.onDemandMax;
    const group = (inputs: object) =>
      quoted(resource("aws:elasticache/replicationGroup:ReplicationGroup", { nodeType, ...inputs })).usd
        .onDemandMax;
    assert.deepEqual(
      [cluster({}), cluster({ numCacheNodes: 2 }), cluster({ nodeType: "cache.z" })],
      [73, 146, 0],
    );
    assert.deepEqual([group({}), group({ numCacheClusters: 3 })], [73, 219]);
    assert.equal(group({ numNodeGroups: 2, replicasPerNodeGroup: 1 }), 292);
    assert.equal(group({ numCacheClusters: unknownValue }), 0);
    assert.deepEqual([group({ engine: "redis" }), group({ engine: "valkey" })], [73, 36.5]);
    assert.equal(group({ engine: unknownValue }), 0);
  });

  it("prices what stands in the network, and leaves out what it carries", () => {
    const usage = "usage: what it carries is charged by use";
    assert.deepEqual(quoted(resource("aws:ec2/natGateway:NatGateway")), { usd: always(36.5), gaps: [usage] });
    assert.deepEqual(quoted(resource("aws:ec2/eip:Eip")), { usd: always(3.65), gaps: [] });
    const endpoint = (inputs: Record<string, unknown>) =>
      quoted(resource("aws:ec2/vpcEndpoint:VpcEndpoint", inputs));
    assert.deepEqual(endpoint({}), { usd: always(0), gaps: [] });
    assert.deepEqual(endpoint({ vpcEndpointType: "Interface", subnetIds: [unknownValue, unknownValue] }), {
      usd: always(14.6),
      gaps: [usage],
    });
    assert.equal(endpoint({ vpcEndpointType: "Interface" }).usd.onDemandMax, 7.3);
    assert.match(
      endpoint({ vpcEndpointType: "Interface", subnetIds: unknownValue }).gaps[0] ?? "",
      /^unknown: `subnetIds`/,
    );
    for (const type of ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"]) {
      const balancer = (loadBalancerType?: unknown) =>
        quoted(resource(type, loadBalancerType === undefined ? {} : { loadBalancerType }));
      assert.deepEqual(balancer("network"), { usd: always(14.6), gaps: [usage] });
      assert.match(balancer().gaps[0] ?? "", /^no-price: .*application load balancer/);
      assert.match(balancer("gateway").gaps[0] ?? "", /^no-price: .*gateway/);
      assert.match(balancer(unknownValue).gaps[0] ?? "", /^unknown: /);
    }
  });

  it("prices keys and secrets, and leaves out their requests", () => {
    const requests = "usage: requests are charged by use";
    for (const type of ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"])
      assert.deepEqual(quoted(resource(type)), { usd: always(1), gaps: [requests] });
    assert.deepEqual(quoted(resource("aws:secretsmanager/secret:Secret")), {
      usd: always(0.4),
      gaps: [requests],
    });
  });
});
