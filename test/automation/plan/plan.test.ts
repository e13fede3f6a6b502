import assert from "node:assert/strict";
import { wireMarks } from "../../../automation/plan";
import type { Plan } from "../../../automation/plan";
import { evaluate, programFolder, resourceOf } from "./evaluate";

const { unknown } = wireMarks;
const secret = (value: unknown): unknown => ({ [wireMarks.key]: wireMarks.secret, value });

describe("automation/plan/plan", function () {
  this.timeout("2m");

  describe("a program with every shape of resource", () => {
    let shapes: Plan;
    const resource = (name: string) => resourceOf(shapes, name);
    const prefix = "urn:pulumi:dev::shapes::";

    before(async () => (shapes = await evaluate("shapes", { config: { "shapes:owner": "ann" } })));

    it("gives each its URN, with the types of all its parents", () => {
      assert.deepEqual(shapes.resources.map(({ urn }) => urn).sort(), [
        `${prefix}aws:ec2/securityGroup:SecurityGroup::nodes`,
        `${prefix}aws:eks/cluster:Cluster::cluster`,
        `${prefix}aws:kms/key:Key::key`,
        `${prefix}aws:s3/bucketObjectv2:BucketObjectv2::note`,
        `${prefix}pulumi:providers:aws::west`,
        `${prefix}pulumi:pulumi:Stack::shapes-dev`,
        `${prefix}shapes:store:Store$aws:s3/bucket:Bucket$aws:s3/bucketPolicy:BucketPolicy::store-policy`,
        `${prefix}shapes:store:Store$aws:s3/bucket:Bucket::store-bucket`,
        `${prefix}shapes:store:Store::store`,
      ]);
      assert.equal(shapes.resources[0]?.type, "pulumi:pulumi:Stack");
      assert.deepEqual(
        [shapes.project, shapes.stack, shapes.program],
        ["shapes", "dev", programFolder("shapes")],
      );
    });

    it("tells components, parents, providers and options", () => {
      const store = resource("store");
      assert.deepEqual([store.custom, store.remote], [false, false]);
      assert.equal(resource("store-bucket").parent, store.urn);
      assert.equal(store.parent, `${prefix}pulumi:pulumi:Stack::shapes-dev`);
      assert.equal(resource("store-bucket").provider, `${prefix}pulumi:providers:aws::west`);
      assert.equal(resource("store-policy").provider, `${prefix}pulumi:providers:aws::west`);
      assert.equal(resource("note").provider, undefined, "default providers are not registered");
      assert.deepEqual(resource("store-policy").ignoreChanges, ["policy"]);
      assert.deepEqual([resource("key").protect, resource("note").protect], [true, false]);
    });

    it("names the line of the program that makes the resource", () => {
      const lines = shapes.resources.slice(1).map(({ name, source }) => [name, source?.line]);
      assert.deepEqual(Object.fromEntries(lines), {
        west: 25,
        store: 27,
        key: 26,
        "store-bucket": 15,
        "store-policy": 16,
        note: 28,
        cluster: 48,
        nodes: 52,
      });
      assert.equal(resource("note").source?.file, `${programFolder("shapes")}/index.ts`);
      assert.equal(resource("note").source?.column, 1);
    });

    it("knows inputs again as outputs, and nothing that is computed", () => {
      assert.equal(resource("store-policy").wire["bucket"], "data");
      assert.equal(resource("store-policy").wire["policy"], unknown);
      assert.deepEqual(resource("store-bucket").wire["tags"], { key: unknown });
      assert.equal(resource("note").wire["bucket"], unknown, "an id");
    });

    it("leaves unknown what the provider fills in, inside of what was given", () => {
      assert.deepEqual(resource("nodes").wire, {
        description: unknown,
        name: "nodes-subnet-1",
        revokeRulesOnDelete: false,
        tags: { vpc: unknown },
      });
      assert.deepEqual(resource("cluster").wire["vpcConfig"], {
        subnetIds: ["subnet-1"],
        endpointPublicAccess: false,
      });
    });

    it("follows where values come from", () => {
      assert.deepEqual(resource("store-bucket").propertyDependencies, { tags: [resource("key").urn] });
      assert.deepEqual(resource("note").dependencies, [resource("store-bucket").urn], "of the component too");
    });

    it("hands the config over, secrets as unknown ones", () => {
      assert.equal(resource("key").wire["description"], "good day", "the stack's file over Pulumi.yaml");
      const { content, contentType, acl, metadata } = resource("note").wire;
      assert.deepEqual(content, secret(unknown), "requireSecret");
      assert.deepEqual(contentType, secret(unknown), "plain text in a longer one");
      assert.deepEqual(acl, secret(unknown), "an object with a secret");
      assert.deepEqual(metadata, {
        stack: "dev",
        project: "shapes",
        organization: "organization",
        owner: "ann",
        size: "3",
      });
    });
  });

  it("takes the organization from the stack's name", async () => {
    const plan = await evaluate("shapes", { stack: "acme/shapes/dev" });
    assert.equal(plan.stack, "dev");
    assert.deepEqual(resourceOf(plan, "note").wire["metadata"], {
      ...{ stack: "dev", project: "shapes", organization: "acme", owner: "nobody", size: "3" },
    });
  });

  it("applies transforms from the inside to the outside", async () => {
    const plan = await evaluate("transforms");
    const bucket = resourceOf(plan, "group-bucket");
    assert.deepEqual(bucket.wire, { bucketPrefix: unknown, tags: { order: "own-parent-stack" } });
    const key = resourceOf(plan, "key");
    assert.deepEqual([key.protect, key.ignoreChanges], [true, ["tags"]]);
    const { wire, propertyDependencies } = resourceOf(plan, "unknown");
    assert.deepEqual([wire, propertyDependencies], [{ tags: unknown }, { tags: [key.urn] }]);
    assert.deepEqual(resourceOf(plan, "old").wire, { bucket: "transformed", tags: { order: "stack" } });
  });

  it("gives reads unknown values, or those that are recorded", async () => {
    const plan = await evaluate("reads");
    assert.deepEqual(
      plan.reads?.map(({ type, name }) => [type, name]),
      [
        ["pulumi:pulumi:StackReference", "acme/network/prod"],
        ["aws:ec2/vpc:Vpc", "shared"],
      ],
    );
    assert.equal(resourceOf(plan, "recorded").wire["ami"], "ami-0123456789");
    const { wire } = resourceOf(plan, "newest");
    assert.deepEqual([wire["ami"], wire["subnetId"]], [unknown, unknown]);
    assert.deepEqual(wire["tags"], { vpc: "vpc-0123456789", range: unknown });
    assert.equal(resourceOf(plan, "logs").wire["bucket"], unknown);
    assert.ok(!plan.resources.some(({ name }) => name === "shared"), "what is read is not planned");
  });

  it("says of what it does not see why", async () => {
    const plan = await evaluate("remote");
    const names = plan.unexpanded.map(({ urn }) => urn.split("::").at(-1));
    assert.deepEqual(names.sort(), ["classic", "cluster", "file", "modern", "release", "texts"]);
    for (const { reason } of plan.unexpanded) assert.match(reason, /^\S.* the plan.*\.$/);
    assert.equal(resourceOf(plan, "cluster").remote, true);
    assert.equal(resourceOf(plan, "cluster").wire["endpointPublicAccess"], false);
    const { wire } = resourceOf(plan, "settings");
    assert.deepEqual(wire["metadata"], { namespace: unknown }, "a name that the provider gives");
    assert.deepEqual(wire["data"], { kubeconfig: unknown }, "a method of a remote component");
    assert.ok(resourceOf(plan, "plain"), "objects are expanded");
  });

  it("shows inputs of dynamic resources", async () => {
    const plan = await evaluate("dynamic");
    assert.equal(resourceOf(plan, "second").wire["text"], "hello");
    assert.equal(resourceOf(plan, "third").wire["text"], unknown, "the provider's own output");
  });

  it("evaluates ES modules and plain JavaScript, also where nobody awaits a file", async () => {
    const modules = await evaluate("modules");
    const bucket = resourceOf(modules, "modules-bucket");
    assert.deepEqual([bucket.source?.file, bucket.source?.line], [`${programFolder("modules")}/main.ts`, 7]);
    assert.equal(resourceOf(modules, "thing").source?.line, 8);
    const script = resourceOf(await evaluate("plain-javascript"), "bucket");
    assert.equal(script.source?.line, 9);
    assert.deepEqual(script.wire, { tags: { size: "some" } });
  });

  it("passes on what the program prints, and keeps its own state out of it", async () => {
    const lines: string[] = [];
    await evaluate("remote", {}, { detail: (line) => lines.push(line) });
    assert.ok(lines.some((line) => line.includes("Can't decode yaml config")));
    const plan = await evaluate("shapes");
    assert.equal(process.env["PULUMI_NODEJS_STACK"], undefined);
    assert.equal(plan.resources.length, 9);
  });
});
