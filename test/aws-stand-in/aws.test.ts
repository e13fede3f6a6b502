import assert from "node:assert/strict";
import { ProviderClient } from "./client";
import { AwsStandIn } from "./server";
import { UNKNOWN } from "./values";
import type { WireObject } from "./values";
import { urns, worldOfEachTest } from "./world";

const disk = (volumeSize: number): WireObject => ({
  blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize } }],
});

describe("test/aws-stand-in/aws", () => {
  const world = worldOfEachTest();

  describe("create", () => {
    it("knows the inputs in a preview, and nothing that AWS makes up", async () => {
      const { id, outputs } = await world.provider.create(
        urns.cluster,
        { name: "prod", roleArn: "arn:role", vpcConfig: { subnetIds: ["subnet-a"] } },
        true,
      );
      assert.equal(id, "");
      assert.equal(outputs["name"], "prod");
      assert.equal(outputs["endpoint"], UNKNOWN);
      const vpcConfig = outputs["vpcConfig"] as WireObject;
      assert.deepEqual(vpcConfig["subnetIds"], ["subnet-a"]);
      assert.equal(vpcConfig["clusterSecurityGroupId"], UNKNOWN);
      assert.deepEqual(world.standIn.aws.store.all, []);
    });

    it("gives the same ids to the same names, and others to other regions", async () => {
      const { id } = await world.makeVpc();
      assert.match(id, /^vpc-[0-9a-f]{17}$/);
      const again = new AwsStandIn();
      const other = new ProviderClient(await again.start());
      await other.configure({ region: "eu-central-1" });
      assert.equal((await other.make(urns.vpc, { cidrBlock: "10.0.0.0/16" })).id, id);
      await other.configure({ region: "eu-west-1" });
      assert.notEqual((await other.make(urns.vpc, { cidrBlock: "10.0.0.0/16" })).id, id);
      other.close();
      again.stop();
    });

    it("leaves nothing unknown", async () => {
      const vpc = await world.makeVpc();
      const place = { vpcId: vpc.id, cidrBlock: "10.0.0.0/20", availabilityZone: "eu-central-1a" };
      const subnet = await world.provider.make(urns.subnet, place);
      const vpcConfig = { subnetIds: [subnet.id] };
      const { outputs } = await world.provider.make(urns.cluster, {
        name: "prod",
        roleArn: "arn:role",
        vpcConfig,
      });
      assert.ok(!JSON.stringify(outputs).includes(UNKNOWN));
      assert.equal((outputs["vpcConfig"] as WireObject)["vpcId"], vpc.id);
      assert.match(
        JSON.stringify(outputs["identities"]),
        /https:\/\/oidc\.eks\.eu-central-1\.amazonaws\.com\/id\//,
      );
      const group = { clusterName: "prod", nodeRoleArn: "arn:role", ...vpcConfig };
      const scalingConfig = { minSize: 0, maxSize: 1, desiredSize: 0 };
      const { id, outputs: made } = await world.provider.make(urns.group, { ...group, scalingConfig });
      assert.match(id, /^prod:cpu-[0-9a-f]{7}$/);
      assert.match(JSON.stringify(made["resources"]), /"autoscalingGroups":\[\{"name":"eks-cpu-/);
    });

    it("refuses what stands on something that is not there, or in another region", async () => {
      const subnet = { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.0.0/20" };
      await assert.rejects(
        world.provider.make(urns.subnet, subnet),
        /NotFound: vpc-0123456789abcdef0 is not in eu-central-1/,
      );
      const { id } = await world.makeVpc();
      const elsewhere = new ProviderClient(world.port);
      await elsewhere.configure({ region: "eu-west-1" });
      await assert.rejects(elsewhere.make(urns.subnet, { ...subnet, vpcId: id }), /is not in eu-west-1/);
      elsewhere.close();
      const group = {
        clusterName: "prod",
        nodeRoleArn: "arn",
        subnetIds: [],
        scalingConfig: { minSize: 0, maxSize: 1, desiredSize: 0 },
      };
      await assert.rejects(world.provider.make(urns.group, group), /NotFound: cluster prod/);
    });

    it("tells an RDS instance's own secret and address", async () => {
      const inputs = {
        engine: "postgres",
        instanceClass: "db.t4g.small",
        identifier: "db",
        manageMasterUserPassword: true,
      };
      const { outputs } = await world.provider.make(urns.database, inputs);
      assert.match(String(outputs["endpoint"]), /^db\.[0-9a-f]+\.eu-central-1\.rds\.amazonaws\.com:5432$/);
      assert.match(
        JSON.stringify(outputs["masterUserSecrets"]),
        /arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-/,
      );
    });
  });

  describe("update", () => {
    it("makes a version of a launch template for each change of it, and none for its tags", async () => {
      const first = await world.provider.make(urns.template, disk(100));
      assert.equal(first.outputs["latestVersion"], 1);
      const grown = { ...first.inputs, ...disk(200) };
      assert.equal(
        (await world.provider.update(urns.template, first, grown, true)).outputs["latestVersion"],
        UNKNOWN,
      );
      const second = await world.provider.update(urns.template, first, grown);
      assert.equal(second.outputs["latestVersion"], 2);
      assert.equal(second.outputs["arn"], first.outputs["arn"]);
      assert.equal(second.outputs["defaultVersion"], 1);
      const tagged = await world.provider.update(urns.template, second, { ...grown, tags: { Name: "node" } });
      assert.equal(tagged.outputs["latestVersion"], 2);
    });

    it("refuses what is gone", async () => {
      const template = await world.provider.make(urns.template, disk(100));
      world.standIn.aws.store.vanish("aws:ec2/launchTemplate:LaunchTemplate", "cpu");
      await assert.rejects(world.provider.update(urns.template, template, disk(200)), /NotFound/);
    });
  });

  describe("diff", () => {
    const group = {
      clusterName: "prod",
      nodeGroupName: "cpu",
      capacityType: "SPOT",
      launchTemplate: { id: "lt-1", version: "1" },
    };

    it("finds nothing where nothing changed", async () => {
      const { changed, paths } = await world.provider.diff(urns.group, { ...group, __defaults: [] }, group);
      assert.deepEqual([changed, paths], [false, []]);
    });

    it("updates in place what AWS can change", async () => {
      const news = { ...group, launchTemplate: { id: "lt-1", version: "2" }, labels: { a: "b" } };
      assert.deepEqual(await world.provider.diff(urns.group, group, news), {
        changed: true,
        replaces: [],
        deleteBeforeReplace: false,
        paths: ["labels.a", "launchTemplate.version"],
      });
    });

    it("makes anew what AWS cannot change, the old one first where both have one name", async () => {
      const news = { ...group, capacityType: "ON_DEMAND" };
      const { replaces, deleteBeforeReplace } = await world.provider.diff(urns.group, group, news);
      assert.deepEqual([replaces, deleteBeforeReplace], [["capacityType"], true]);
      const made = { ...group, __defaults: ["nodeGroupName"] };
      const byPart = await world.provider.diff(urns.group, made, {
        ...made,
        launchTemplate: { id: "lt-2", version: "1" },
      });
      assert.deepEqual([byPart.replaces, byPart.deleteBeforeReplace], [["launchTemplate"], false]);
      const vpc = await world.provider.diff(urns.vpc, { cidrBlock: "10.0.0.0/16" }, { cidrBlock: UNKNOWN });
      assert.deepEqual(vpc.replaces, ["cidrBlock"]);
    });

    it("leaves out what is to be ignored", async () => {
      const news = { ...group, capacityType: "ON_DEMAND", launchTemplate: { id: "lt-2", version: "1" } };
      const ignored = ["capacityType", "launchTemplate.id"];
      assert.equal((await world.provider.diff(urns.group, group, news, ignored)).changed, false);
    });
  });

  describe("read", () => {
    it("tells what is there, drift included, and nothing of what is gone", async () => {
      const { id } = await world.makeVpc();
      world.standIn.aws.store.drift("aws:ec2/vpc:Vpc", "net", ["enableDnsSupport"], false);
      const read = await world.provider.read(urns.vpc, id);
      assert.equal(read.id, id);
      assert.equal(read.outputs["enableDnsSupport"], false);
      assert.equal(read.inputs["enableDnsSupport"], false);
      world.standIn.aws.store.vanish("aws:ec2/vpc:Vpc", "net");
      assert.equal((await world.provider.read(urns.vpc, id)).id, "");
    });
  });

  describe("delete", () => {
    it("refuses what something stands on, as AWS does", async () => {
      const vpc = await world.makeVpc();
      const subnet = await world.provider.make(urns.subnet, { vpcId: vpc.id, cidrBlock: "10.0.0.0/20" });
      await assert.rejects(
        world.provider.delete(urns.vpc, vpc),
        /DependencyViolation: .* while there are aws:ec2\/subnet:Subnet net-a/,
      );
      await world.provider.delete(urns.subnet, subnet);
      await world.provider.delete(urns.vpc, vpc);
      await world.provider.delete(urns.vpc, vpc);
      assert.deepEqual(world.standIn.aws.store.all, []);
    });

    it("refuses what is protected", async () => {
      const inputs = { engine: "postgres", instanceClass: "db.t4g.small", deletionProtection: true };
      const made = await world.provider.make(urns.database, inputs);
      await assert.rejects(world.provider.delete(urns.database, made), /Cannot delete protected DB Instance/);
      const free = await world.provider.update(urns.database, made, {
        ...made.inputs,
        deletionProtection: false,
      });
      await world.provider.delete(urns.database, free);
      assert.deepEqual(world.standIn.aws.store.all, []);
    });
  });
});
