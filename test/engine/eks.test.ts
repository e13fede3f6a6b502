import assert from "node:assert/strict";
import { join } from "node:path";
import { LEFT_VOLUME } from "../aws-stand-in/machine/aws-api";
import { dependenciesOf, EksStack } from "../helpers/eks-stack";
import { skipBecause } from "../helpers/skip";
import { repository } from "../helpers/stack";

/** What the stack would be protected from, this test does. */
const unprotected = { "plinth:deletionProtection": false };
const pools = (cpu: object, more: object = {}) => ({
  ...unprotected,
  "plinth:pools": { system: {}, cpu, ...more },
});
const small = pools({ maxNodes: 6, diskGiB: 100 });
const grown = pools({ maxNodes: 6, diskGiB: 200 });
const withGpus = pools({ maxNodes: 6, diskGiB: 200 }, { "gpu-l4": { gpus: ["a10g", "l4"], maxNodes: 4 } });

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

describe("engine/eks", function () {
  this.timeout(900_000);
  let stack: EksStack | undefined;

  before(async function () {
    const created = await EksStack.create(repository, "prod");
    if ("missing" in created) skipBecause(this, created.missing);
    stack = created;
    stack.configure(small);
  });
  after(() => stack?.remove());

  /** The stack; the hook has skipped all tests where there is none. */
  function prod(): EksStack {
    assert.ok(stack);
    return stack;
  }
  const aws = () => prod().machine.standIn.aws;
  const outputOf = (type: string, name: string, output: string): unknown =>
    aws().store.named(type, name)[0]?.outputs[output];

  it("previews, and makes nothing", async () => {
    const printed = await prod().succeeds("preview");
    assert.match(printed, /\+ \d{3} to create/);
    assert.deepEqual(aws().store.all, []);
  });

  it("passes the strict profile of the policies with everything that eks.Cluster makes", async () => {
    const pack = join(repository, "policypack");
    // A cluster that is not protected from deletion is denied, so this is the stack as it stands in the repository.
    prod().configure();
    const profile = join(pack, "profiles", "strict.json");
    const printed = await prod().succeeds("preview", "--policy-pack", pack, "--policy-pack-config", profile);
    assert.doesNotMatch(printed, /\[(?:mandatory|advisory)\]/);
    prod().configure(small);
  });

  it("comes up, every input one that @pulumi/aws declares, and asks nobody but the stand-in", async () => {
    await prod().up();
    const errors = aws().journal.all.filter(({ error }) => error !== undefined);
    assert.deepEqual(errors, []);
    assert.deepEqual(prod().machine.proxy.refused, []);
    const custom = (await prod().state()).filter(({ custom: own, type }) => own && type.startsWith("aws:"));
    assert.equal(aws().store.all.length, custom.length);
  });

  it("gives every resource with tags those of the stack, the children of eks.Cluster among them", () => {
    const tagged = aws().store.all.filter(({ outputs }) => "tagsAll" in outputs);
    for (const { type, name, outputs } of tagged) {
      const { ManagedBy, Repository, Owner, Stack } = outputs["tagsAll"] as Readonly<Record<string, unknown>>;
      const found = { ManagedBy, Repository, Owner, Stack };
      const all = {
        ManagedBy: "pulumi",
        Repository: "example/plinth",
        Owner: "platform-team",
        Stack: "prod",
      };
      assert.deepEqual(found, all, `${type} ${name}`);
    }
    assert.ok(tagged.some(({ urn }) => urn.includes("$eks:index:Cluster$aws:eks/cluster:Cluster::")));
  });

  it("shows no change when it is brought up again", async () => {
    const moment = prod().moment;
    await prod().up("--expect-no-changes");
    assert.deepEqual(prod().changesSince(moment), []);
  });

  it("grows a pool's disk in place: a version of its launch template, and its node group follows", async () => {
    const moment = prod().moment;
    const version = outputOf(LAUNCH_TEMPLATE, "plinth-prod-cpu-template", "latestVersion");
    prod().configure(grown);
    await prod().up();
    const changes = prod().changesSince(moment);
    const expected = [
      `update ${LAUNCH_TEMPLATE} plinth-prod-cpu-template`,
      `update ${NODE_GROUP} plinth-prod-cpu`,
    ];
    const tags = changes.filter((change) => /^update aws:autoscaling\/tag:Tag plinth-prod-cpu-/.test(change));
    assert.deepEqual(changes, [...tags, ...expected].sort());
    assert.equal(outputOf(LAUNCH_TEMPLATE, "plinth-prod-cpu-template", "latestVersion"), Number(version) + 1);
    const launchTemplate = outputOf(NODE_GROUP, "plinth-prod-cpu", "launchTemplate");
    assert.equal((launchTemplate as { version: string }).version, String(Number(version) + 1));
  });

  it("shows drift when it is refreshed, and repairs it with the next up", async () => {
    const [type, name] = ["aws:ec2/vpc:Vpc", "plinth-prod"];
    const vpc = aws().store.all.find((resource) => resource.type === type);
    assert.ok(vpc, name);
    aws().store.drift(type, vpc.name, ["enableDnsHostnames"], false);
    const refreshed = await prod().succeeds("refresh", "--yes", "--skip-preview", "--diff");
    assert.match(refreshed, /~ enableDnsHostnames: true => false/);
    const moment = prod().moment;
    await prod().up();
    assert.deepEqual(prod().changesSince(moment), [`update ${type} ${vpc.name}`]);
    assert.equal(outputOf(type, vpc.name, "enableDnsHostnames"), true);
    await prod().up("--expect-no-changes", "--refresh");
  });

  it("ends an up that AWS refuses with what AWS said, and resumes it without making anything twice", async () => {
    aws().faults.add({
      ...{ type: NODE_GROUP, operation: "create" },
      error: "InsufficientInstanceCapacity: there are no such instances at the moment",
    });
    prod().configure(withGpus);
    const moment = prod().moment;
    const failed = await prod().run("up", "--yes", "--skip-preview", "--suppress-outputs");
    assert.notEqual(failed.code, 0);
    assert.match(failed.stdout, /InsufficientInstanceCapacity: there are no such instances/);
    const made = prod().changesSince(moment);
    assert.ok(made.includes(`create ${LAUNCH_TEMPLATE} plinth-prod-gpu-l4-template`), made.join("\n"));
    assert.ok(!made.includes(`create ${NODE_GROUP} plinth-prod-gpu-l4`));
    const later = prod().moment;
    await prod().up();
    const resumed = prod().changesSince(later);
    assert.ok(resumed.includes(`create ${NODE_GROUP} plinth-prod-gpu-l4`));
    assert.deepEqual(
      resumed.filter((change) => made.includes(change)),
      [],
    );
    await prod().up("--expect-no-changes");
  });

  it("refuses to destroy what is protected, and has deleted nothing then", async () => {
    prod().configure({ ...withGpus, "plinth:deletionProtection": true });
    await prod().up();
    const moment = prod().moment;
    // The preview before a destroy finds what is protected; without it Pulumi finds out on the way.
    const refused = await prod().run("destroy", "--yes");
    assert.notEqual(refused.code, 0);
    assert.match(`${refused.stdout}${refused.stderr}`, /protected/);
    assert.deepEqual(prod().changesSince(moment), []);
    prod().configure(withGpus);
    await prod().up();
  });

  it("is destroyed to nothing, each resource after all that depend on it, what controllers left before the network", async () => {
    prod().machine.api.volumes.push({ id: "vol-0123456789abcdef0", cluster: "plinth-prod" });
    const state = await prod().state();
    const moment = prod().moment;
    await prod().destroy();
    const calls = prod().callsSince(moment);
    const place = new Map(calls.map(({ urn }, index) => [urn, index]));
    const precedes = (one: number | undefined, other: number | undefined): boolean =>
      one === undefined || other === undefined || one < other;
    for (const resource of state) {
      for (const needed of dependenciesOf(resource)) {
        assert.ok(
          precedes(place.get(resource.urn), place.get(needed)),
          `${needed} went before ${resource.urn}`,
        );
      }
    }
    const at = (type: string): number => calls.findIndex((call) => call.type === type);
    assert.ok(at("aws:eks/cluster:Cluster") < at(LEFT_VOLUME));
    assert.ok(at(LEFT_VOLUME) < at("aws:ec2/vpc:Vpc"));
    assert.deepEqual(aws().store.all, []);
    assert.deepEqual(await prod().state(), []);
  });
});
