import assert from "node:assert/strict";
import { estimate, standardPrices } from "../../../policypack/cost";
import { secret, unknownValue } from "../server";
import { always, estimated, quoted, resource } from "./resources";

const CLUSTER = "aws:eks/cluster:Cluster";

describe("policypack/cost/estimate", () => {
  it("sums what it can price, and says of the rest why it cannot", () => {
    const result = estimated(
      resource(CLUSTER, { version: "1.36" }),
      resource("aws:kms/key:Key", {}, { name: "key" }),
      resource("aws:s3/bucket:Bucket", {}, { name: "bucket" }),
      resource("aws:iam/role:Role", {}, { name: "role" }),
      resource("pulumi:pulumi:Stack", {}, { name: "stack" }),
    );
    assert.deepEqual(result.monthlyUsd, always(74));
    assert.deepEqual(
      result.resources.map(({ name, monthlyUsd, standIn, region }) => [name, monthlyUsd, standIn, region]),
      [
        ["it", always(73), false, "us-east-1"],
        ["key", always(1), false, "us-east-1"],
      ],
    );
    assert.deepEqual(
      result.unpriced.map(({ name, kind }) => [name, kind]),
      [
        ["key", "usage"],
        ["bucket", "usage"],
      ],
    );
    assert.deepEqual(result.prices, {
      source: "made up (2026-01-01)",
      date: standardPrices.date,
      standIns: [],
    });
  });

  it("prices nothing as nothing", () => {
    assert.deepEqual(estimated(), {
      monthlyUsd: always(0),
      resources: [],
      unpriced: [],
      prices: { source: "", date: standardPrices.date, standIns: [] },
    });
  });

  it("takes the prices of the region, and says where another's stand in for them", () => {
    const cluster = (inputs: object, provider?: object): ReturnType<typeof estimated> =>
      estimated(
        resource(
          CLUSTER,
          { ...inputs },
          provider ? { provider: resource("p", { ...provider }).properties } : {},
        ),
      );
    const usd = (inputs: object, provider?: object): number =>
      cluster(inputs, provider).monthlyUsd.onDemandIdle;
    assert.equal(usd({}), 73);
    assert.equal(usd({ region: "eu-central-1" }), 146);
    assert.equal(usd({}, { region: "eu-central-1" }), 146);
    assert.equal(usd({ region: "us-east-1" }, { region: "eu-central-1" }), 73);
    assert.equal(usd({ region: unknownValue }, { region: "eu-central-1" }), 73);
    assert.match(
      cluster({ region: unknownValue }).unpriced[0]?.reason ?? "",
      /^`region`: not given, not known/,
    );
    assert.match(cluster({ availabilityZone: 7 }).unpriced[0]?.reason ?? "", /^`availabilityZone`: /);
    assert.match(cluster({}, { region: unknownValue }).unpriced[0]?.reason ?? "", /^`region`: /);
    assert.equal(usd({ availabilityZone: "eu-central-1b" }), 146);
    const elsewhere = cluster({ region: "eu-west-3" });
    assert.deepEqual(elsewhere.prices.standIns, ["eu-west-3"]);
    assert.deepEqual(
      elsewhere.resources.map(({ region, standIn }) => [region, standIn]),
      [["us-east-1", true]],
    );
    const old = cluster({ region: "eu-central-1", version: "1.29" });
    assert.equal(old.monthlyUsd.onDemandIdle, 438);
    assert.deepEqual(old.prices.standIns, ["eu-central-1"]);
  });

  it("takes the region that it is told where a resource does not say its own", () => {
    const { resources } = estimate([resource(CLUSTER)], standardPrices, { region: "eu-central-1" });
    assert.deepEqual(
      resources.map(({ region, standIn }) => [region, standIn]),
      [["us-east-1", true]],
    );
  });

  it("says of what it does not know that it does not know it", () => {
    const gaps = (type: string, inputs = {}): string[] => quoted(resource(type, inputs)).gaps;
    assert.match(
      gaps("aws:sagemaker/endpoint:Endpoint")[0] ?? "",
      /^no-price: the estimate does not know this type/,
    );
    assert.match(gaps("aws:sqs/queue:Queue")[0] ?? "", /^usage: the messages/);
    assert.match(gaps("awsx:ec2:Vpc")[0] ?? "", /^unseen: /);
    assert.match(gaps("eks:index:NodeGroupV2")[0] ?? "", /^unseen: /);
    assert.match(gaps("kubernetes:core/v1:PersistentVolumeClaim")[0] ?? "", /^unseen: /);
    assert.match(
      gaps("kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } })[0] ?? "",
      /^unseen: /,
    );
    assert.match(gaps("kubernetes:core/v1:Service", { spec: unknownValue })[0] ?? "", /^unseen: /);
    assert.deepEqual(gaps("kubernetes:core/v1:Service", { spec: { type: "ClusterIP" } }), []);
  });

  it("knows what is free", () => {
    const free = [
      "aws:iam/role:Role",
      "aws:ec2/vpc:Vpc",
      "aws:ec2/subnet:Subnet",
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
      "aws:ec2/launchTemplate:LaunchTemplate",
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "aws:eks/addon:Addon",
      "aws:eks/accessEntry:AccessEntry",
      "aws:s3/bucketVersioning:BucketVersioning",
      "aws:lb/listener:Listener",
      "aws:kms/alias:Alias",
      "aws:budgets/budget:Budget",
      "aws:autoscaling/policy:Policy",
      "kubernetes:apps/v1:Deployment",
      "docker:index/container:Container",
      "plinth:eks:Cluster",
    ];
    for (const type of free) assert.deepEqual(estimated(resource(type)).unpriced, [], type);
    const charged = [
      "aws:ec2/vpcIpam:VpcIpam",
      "aws:ec2/vpnConnection:VpnConnection",
      "aws:route53/zone:Zone",
    ];
    for (const type of [...charged, "aws:eks/fargateProfile:FargateProfile", "aws:rds/cluster:Cluster"])
      assert.equal(estimated(resource(type)).unpriced.length, 1, type);
  });

  it("never tells a value that is not known, nor a secret", () => {
    const { gaps } = quoted(
      resource("aws:ebs/volume:Volume", { size: unknownValue, type: secret("hunter2") }),
    );
    assert.equal(gaps.length, 1);
    assert.doesNotMatch(gaps[0] ?? "", /hunter2/);
  });
});
