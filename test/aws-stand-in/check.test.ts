import assert from "node:assert/strict";
import { check } from "./check";
import { Schema } from "./schema";
import { UNKNOWN } from "./values";

const schema = new Schema();
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const found = (type: string, inputs: Record<string, unknown>): readonly (readonly [string, string])[] =>
  check(schema, type, inputs).map(({ property, reason }) => [property, reason] as const);

describe("test/aws-stand-in/check", () => {
  it("lets pass what is declared", () => {
    const ebs = { volumeSize: 100, volumeType: "gp3", encrypted: "true" };
    const inputs = { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs }], tags: { Name: "node" } };
    assert.deepEqual(found(LAUNCH_TEMPLATE, inputs), []);
  });

  it("names an unknown property, and the one that was meant", () => {
    const [failure] = found(LAUNCH_TEMPLATE, { blockDeviceMapping: [] });
    assert.equal(failure?.[0], "blockDeviceMapping");
    assert.match(
      failure[1],
      /is no property of aws:ec2\/launchTemplate:LaunchTemplate; did you mean blockDeviceMappings\? It has /,
    );
  });

  it("looks into objects and lists", () => {
    const ebs = { volumesize: 100, throughput: "250" };
    const failures = found(LAUNCH_TEMPLATE, { blockDeviceMappings: [{ ebs: {} }, { ebs }] });
    assert.deepEqual(
      failures.map(([property]) => property),
      ["blockDeviceMappings[1].ebs.volumesize", "blockDeviceMappings[1].ebs.throughput"],
    );
    assert.match(
      failures[0]?.[1] ?? "",
      /ec2\.LaunchTemplateBlockDeviceMappingEbs; did you mean volumeSize\?/,
    );
    assert.equal(failures[1]?.[1], 'must be a number, and "250" was given');
  });

  it("names what is missing, inside of objects too", () => {
    assert.deepEqual(found("aws:ec2/subnet:Subnet", {}), [
      ["vpcId", "is required by aws:ec2/subnet:Subnet and was not given"],
    ]);
    const cluster = { roleArn: "arn", vpcConfig: {} };
    assert.deepEqual(found("aws:eks/cluster:Cluster", cluster), [
      ["vpcConfig.subnetIds", "is required by eks.ClusterVpcConfig and was not given"],
    ]);
  });

  it("refuses an output as an input", () => {
    assert.match(found("aws:ec2/vpc:Vpc", { arn: "arn:aws:ec2" })[0]?.[1] ?? "", /is no property of/);
  });

  it("refuses an object where a list is declared, and a list where a map is", () => {
    const failures = found(LAUNCH_TEMPLATE, { networkInterfaces: {}, tags: ["a"], userData: ["a"] });
    assert.deepEqual(failures, [
      [
        "networkInterfaces",
        "must be a list, each item an object as ec2.LaunchTemplateNetworkInterface declares it, and an object was given",
      ],
      ["tags", "must be a map, each value a string, and a list was given"],
      ["userData", "must be a string, and a list was given"],
    ]);
  });

  it("takes an unknown value for anything", () => {
    assert.deepEqual(
      found("aws:ec2/subnet:Subnet", { vpcId: UNKNOWN, mapPublicIpOnLaunch: UNKNOWN, tags: UNKNOWN }),
      [],
    );
  });

  it("takes policy documents as text and as objects", () => {
    const document = { Version: "2012-10-17", Statement: [] };
    assert.deepEqual(found("aws:iam/policy:Policy", { policy: document }), []);
    assert.deepEqual(found("aws:iam/policy:Policy", { policy: "{}" }), []);
    assert.equal(
      found("aws:iam/policy:Policy", { policy: 5 })[0]?.[1],
      "must be a policy document, and 5 was given",
    );
  });

  it("names a type that the SDK does not have", () => {
    assert.match(
      found("aws:ec2/vpcs:Vpcs", {})[0]?.[1] ?? "",
      /^@pulumi\/aws \d+\.\d+\.\d+ has no type aws:ec2\/vpcs:Vpcs$/,
    );
  });
});
