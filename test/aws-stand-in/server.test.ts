import assert from "node:assert/strict";
import { ProviderClient, urnOf } from "./client";
import type { Told } from "./client";
import { UNKNOWN } from "./values";
import { urns, worldOfEachTest } from "./world";

describe("test/aws-stand-in/server", () => {
  const world = worldOfEachTest();

  describe("check", () => {
    it("adds a name, the region, all tags, and the list of what it made up", async () => {
      const inputs = await world.provider.check(urns.template, { tags: { Name: "node" } });
      assert.match(String(inputs["name"]), /^cpu-[0-9a-f]{7}$/);
      assert.equal(inputs["region"], "eu-central-1");
      assert.deepEqual(inputs["tags"], { Name: "node" });
      assert.deepEqual(inputs["tagsAll"], { ManagedBy: "pulumi", Name: "node" });
      assert.deepEqual(inputs["__defaults"], ["name", "region"]);
    });

    it("keeps a name that it made up, and makes none up where a prefix is given", async () => {
      const before = { name: "cpu-0000000", __defaults: ["name"] };
      assert.equal((await world.provider.check(urns.template, {}, before))["name"], "cpu-0000000");
      assert.equal((await world.provider.check(urns.template, { namePrefix: "x-" }))["name"], undefined);
      assert.equal((await world.provider.check(urns.template, { name: "mine" }, before))["name"], "mine");
    });

    it("makes text of policy documents, and leaves unknown what holds something unknown", async () => {
      const statement = { Statement: [{ Action: "sts:AssumeRole" }], Version: "2012-10-17" };
      const inputs = await world.provider.check(urns.role, {
        assumeRolePolicy: { Version: statement.Version, Statement: statement.Statement },
      });
      assert.equal(inputs["assumeRolePolicy"], JSON.stringify(statement));
      assert.equal(inputs["region"], undefined);
      const unknown = await world.provider.check(urns.role, { assumeRolePolicy: { Version: UNKNOWN } });
      assert.equal(unknown["assumeRolePolicy"], UNKNOWN);
      assert.equal((await world.provider.check(urns.vpc, { tags: { Name: UNKNOWN } }))["tagsAll"], UNKNOWN);
    });

    it("says what is wrong, and which types it knows", async () => {
      const { failures } = await world.provider.check(urns.vpc, { cidrblock: "10.0.0.0/16" });
      assert.match(
        failures[0] ?? "",
        /^cidrblock is no property of aws:ec2\/vpc:Vpc; did you mean cidrBlock\?/,
      );
      const unknown = await world.provider.check(urnOf("aws:acm/certificate:Certificate", "a"), {});
      assert.match(unknown.failures[0] ?? "", /does not know aws:acm\/certificate:Certificate; add it in/);
    });
  });

  describe("faults", () => {
    const type = "aws:ec2/subnet:Subnet";
    const subnet = async (vpcId: string, name: string): Promise<Told> =>
      world.provider.make(urnOf(type, name), { vpcId, cidrBlock: "10.0.0.0/20" });

    it("fails the n-th operation of a type, and no other", async () => {
      const { id } = await world.makeVpc();
      world.standIn.aws.faults.add({ type, operation: "create", nth: 2, error: "InsufficientFreeAddresses" });
      await subnet(id, "a");
      await assert.rejects(subnet(id, "b"), /InsufficientFreeAddresses/);
      await subnet(id, "b");
      const failed = world.standIn.aws.journal.all.filter(({ error }) => error !== undefined);
      assert.deepEqual(
        failed.map(({ method, name }) => [method, name]),
        [["create", "b"]],
      );
    });

    it("delays an operation", async () => {
      const { id } = await world.makeVpc();
      world.standIn.aws.faults.add({ type, operation: "create", delaySeconds: 0.3 });
      const start = performance.now();
      await subnet(id, "a");
      assert.ok(performance.now() - start >= 290);
    });
  });

  it("tells providers of two regions apart by their connections", async () => {
    const west = new ProviderClient(world.port);
    await west.configure({ region: "eu-west-1", defaultTags: JSON.stringify({ tags: { Owner: "west" } }) });
    const [one, two] = [await world.makeVpc(), await west.make(urns.vpc, { cidrBlock: "10.0.0.0/16" })];
    assert.match(String(one.outputs["arn"]), /:eu-central-1:/);
    assert.match(String(two.outputs["arn"]), /:eu-west-1:/);
    assert.deepEqual(one.outputs["tagsAll"], { ManagedBy: "pulumi" });
    assert.deepEqual(two.outputs["tagsAll"], { Owner: "west" });
    assert.equal(world.standIn.aws.store.all.length, 2);
    west.close();
  });

  it("wants a region, and to be configured at all", async () => {
    const other = new ProviderClient(world.port);
    await assert.rejects(other.check(urns.vpc, {}), /was not configured/);
    await assert.rejects(other.configure({}), /has no region/);
    other.close();
  });

  it("takes no secrets: the engine keeps them to itself", async () => {
    assert.equal((await world.provider.configure({ region: "eu-central-1" })).getAcceptsecrets(), false);
  });

  it("answers the functions that it knows", async () => {
    const region = await world.provider.invoke("aws:index/getRegion:getRegion", {});
    assert.equal(region["name"], "eu-central-1");
    await assert.rejects(
      world.provider.invoke("aws:ec2/getAmi:getAmi", {}),
      /has no answer to aws:ec2\/getAmi:getAmi/,
    );
  });

  it("keeps a journal of what changed", async () => {
    const vpc = await world.makeVpc();
    await world.provider.create(urns.vpc, {}, true);
    await world.provider.delete(urns.vpc, vpc);
    const changes = world.standIn.aws.journal.changes().map(({ method, name, id }) => [method, name, id]);
    assert.deepEqual(changes, [
      ["create", "net", vpc.id],
      ["delete", "net", vpc.id],
    ]);
  });
});
