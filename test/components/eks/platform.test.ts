import assert from "node:assert/strict";
import type { Plan } from "../../../automation/plan";
import { planPlatforms, stackConfigOf } from "../../helpers/platforms";
import { reachableFrom } from "../../helpers/reachable";

const falcon = stackConfigOf("falcon");
const osprey = stackConfigOf("osprey", {
  "plinth:region": "us-west-2",
  "plinth:zones": ["us-west-2a", "us-west-2b", "us-west-2c"],
  "plinth:owner": "other-team",
  "plinth:autoscaler": "karpenter",
});

/** Every text among the inputs of a plan's resources. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe("components/eks/platform", function () {
  this.timeout(60_000);
  let plans: ReadonlyMap<string, Plan> = new Map();
  before(async () => {
    plans = await planPlatforms([falcon, osprey]);
  });

  const planOf = (name: string): Plan => {
    const found = plans.get(name);
    assert.ok(found);
    return found;
  };

  it("plans two stacks in two regions side by side, neither with anything of the other's", () => {
    const [one, two] = [planOf("falcon"), planOf("osprey")];
    assert.ok(one.resources.length > 200 && two.resources.length > 150);
    const foreign = (plan: Plan, words: RegExp): string[] =>
      plan.resources.flatMap(({ name, wire }) =>
        [...texts(wire), name].filter((text) => words.test(text)).map((text) => `${name}: ${text}`),
      );
    assert.deepEqual(foreign(one, /us-west-2|osprey|other-team/), []);
    assert.deepEqual(foreign(two, /eu-central-1|falcon|platform-team/), []);
  });

  it("gives every resource of AWS the one provider of its stack", () => {
    for (const name of ["falcon", "osprey"]) {
      const plan = planOf(name);
      const provider = plan.resources.find(({ type }) => type === "pulumi:providers:aws");
      const others = plan.resources.filter(
        (resource) => resource.type.startsWith("aws:") && resource.provider !== provider?.urn,
      );
      assert.deepEqual(
        others.map(({ urn }) => urn),
        [],
      );
      assert.equal(provider?.wire["region"], name === "falcon" ? "eu-central-1" : "us-west-2");
      assert.equal(provider.wire["allowedAccountIds"], '["123456789012"]');
      const tags = String(provider.wire["defaultTags"]);
      for (const key of ["ManagedBy", "Repository", "Owner", "Stack"]) assert.match(tags, new RegExp(key));
    }
  });

  it("has an instance profile where Karpenter launches nodes, and no other", () => {
    const profiles = (name: string): string[] =>
      planOf(name)
        .resources.filter(({ type }) => type === "aws:iam/instanceProfile:InstanceProfile")
        .map((resource) => resource.name);
    assert.deepEqual([profiles("falcon"), profiles("osprey")], [[], ["osprey-node"]]);
  });

  it("lets workflows that deploy change what stands on the cluster, once their role is there", async () => {
    const ENTRY = "aws:eks/accessEntry:AccessEntry";
    const github = { repository: "example/plinth", environment: "production" };
    const deployer = "arn:aws:iam::123456789012:role/kestrel-eu-central-1-github-deploy";
    const entriesOf = async (keys: object) => {
      const config = stackConfigOf("kestrel", { "plinth:github": github, ...keys });
      const resources = [...(await planPlatforms([config])).values()].flatMap((plan) => plan.resources);
      return resources.filter(({ type, wire }) => type === ENTRY && wire["principalArn"] === deployer);
    };
    const [entry, ...others] = await entriesOf({ "plinth:recipes": ["base"] });
    assert.ok(entry !== undefined && others.length === 0);
    assert.equal(entry.name, "kestrel-github-admin-123456789012-kestrel-eu-central-1-github-deploy");
    const [association] = [entry.parent];
    assert.match(String(association), /ClusterAccess::kestrel-github$/);
    assert.equal((await entriesOf({ "plinth:recipes": [] })).length, 0, "nothing stands on the cluster");
    const admins = [deployer];
    assert.equal((await entriesOf({ "plinth:recipes": ["base"], "plinth:admins": admins })).length, 1);
  });

  it("has exactly one handler of interruptions", () => {
    const queues = (name: string): string[] =>
      planOf(name)
        .resources.filter(({ type }) => type === "aws:sqs/queue:Queue")
        .map((each) => each.name);
    assert.deepEqual(queues("falcon"), [], "EKS drains nodes of managed groups by itself");
    assert.deepEqual(queues("osprey"), ["osprey-interruptions"]);
  });

  it("makes no user, no access key and no role without the boundary", () => {
    for (const { type, name, wire, propertyDependencies } of planOf("falcon").resources) {
      assert.doesNotMatch(type, /iam\/(?:user|accessKey)/, name);
      if (type !== "aws:iam/role:Role") continue;
      assert.ok("permissionsBoundary" in wire, `${name} has a boundary`);
      const from = propertyDependencies["permissionsBoundary"] ?? [];
      assert.ok(
        from.some((urn) => urn.endsWith("falcon-boundary")),
        `${name} has the boundary of the stack`,
      );
    }
  });

  it("protects what holds data from a destroy, and lets the rest go", () => {
    const types = planOf("falcon").resources.flatMap(({ type, protect }) => (protect ? [type] : []));
    assert.deepEqual([...new Set(types)].sort(), [
      "aws:kms/key:Key",
      "aws:rds/instance:Instance",
      "aws:s3/bucket:Bucket",
      "eks:index:Cluster",
    ]);
  });

  it("puts the drain between the network and the cluster with all that stands on it", () => {
    const { resources } = planOf("falcon");
    const drain = resources.find(({ type }) => type.startsWith("pulumi-nodejs:dynamic/plinth:Drain"));
    assert.ok(drain);
    const network = resources.filter(({ type }) =>
      /ec2\/(?:vpc|subnet|securityGroup|routeTable):/.test(type),
    );
    const behindDrain = reachableFrom(resources, drain.urn);
    assert.ok(network.length > 10);
    for (const { urn } of network) assert.ok(behindDrain.has(urn), `the drain comes after ${urn}`);
    const standing = resources.filter(({ type }) =>
      /^(?:eks:index:Cluster|aws:eks\/(?:nodeGroup|addon):)/.test(type),
    );
    assert.ok(standing.length > 5);
    for (const { urn } of standing)
      assert.ok(reachableFrom(resources, urn).has(drain.urn), `${urn} comes after the drain`);
  });
});
