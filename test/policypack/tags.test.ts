import assert from "node:assert/strict";
import { reveal, within } from "../../policypack/lib/secrets";
import { stackConfig } from "../../policypack/lib/stack-config";
import taggable from "../../policypack/lib/taggable-types.json";
import { rule as launchTemplate } from "../../policypack/rules/tags/launch-template";
import { rule as required } from "../../policypack/rules/tags/required";
import { rule as scalingGroup } from "../../policypack/rules/tags/scaling-group";
import { Secret } from "@pulumi/policy";
import { policyOf } from "../../policypack/lib/policy";
import type { Inputs } from "./examples";
import { remediate } from "./remediate";
import { analyze, secret, unknownValue } from "./server";

const bucket = "aws:s3/bucket:Bucket";
const settings = { values: ["ManagedBy=pulumi", "Repository=example/plinth=x"] };
const both = { ManagedBy: "pulumi", Repository: "example/plinth=x" };

describe("policypack tags", () => {
  let config: string | undefined;

  beforeEach(() => {
    config = process.env["PULUMI_CONFIG"];
    delete process.env["PULUMI_CONFIG"];
  });

  afterEach(() => {
    if (config === undefined) delete process.env["PULUMI_CONFIG"];
    else process.env["PULUMI_CONFIG"] = config;
  });

  it("knows the types of the SDK", () => {
    assert.equal(taggable.types.length, 859);
    assert.ok(taggable.types.includes("aws:ec2/launchTemplate:LaunchTemplate"));
    assert.ok(!taggable.types.includes("aws:autoscaling/group:Group"));
  });

  describe("stackConfig", () => {
    it("reads texts only, and bears what is no config", () => {
      assert.equal(stackConfig("a:b"), undefined);
      process.env["PULUMI_CONFIG"] = '{"a:b":"c","a:n":1}';
      assert.equal(stackConfig("a:b"), "c");
      assert.equal(stackConfig("a:n"), undefined);
      assert.equal(stackConfig("a:c"), undefined);
      process.env["PULUMI_CONFIG"] = "{";
      assert.equal(stackConfig("a:b"), undefined);
      process.env["PULUMI_CONFIG"] = "null";
      assert.equal(stackConfig("a:b"), undefined);
    });
  });

  describe("secrets", () => {
    it("are revealed for reading, at any depth", () => {
      assert.deepEqual(reveal({ a: [new Secret({ b: new Secret(1) })], c: null, d: "x" }), {
        a: [{ b: 1 }],
        c: null,
        d: "x",
      });
    });

    it("stay secret when what they hold changes", () => {
      const changed = within(new Secret(new Secret(1)), (plain) => [plain]);
      assert.ok(changed instanceof Secret && changed.value instanceof Secret);
      assert.deepEqual(reveal(changed), [1]);
      assert.equal(
        within(1, (plain) => Number(plain) + 1),
        2,
      );
      assert.deepEqual(reveal({ value: 1 }), { value: 1 });
    });
  });

  describe("a finding of tags-required", () => {
    const found = async (inputs: object, provider: Inputs): Promise<string[]> => {
      const resource = { type: bucket, inputs: { ...inputs }, provider };
      return (await analyze(policyOf(required), resource)).map(({ message }) => message);
    };

    it("is about the default tags where those decide and nobody knows them", async () => {
      const messages = await found({}, { defaultTags: unknownValue });
      assert.equal(messages.length, 2);
      for (const message of messages)
        assert.match(message, /`defaultTags\.tags\.\w+` must be set.*cannot be decided/);
    });

    it("is about the resource's own tags otherwise", async () => {
      const own = [
        [{}, { defaultTags: { tags: {} } }],
        [{ tags: unknownValue }, { defaultTags: { tags: {} } }],
        [{ tags: unknownValue }, { defaultTags: unknownValue }],
      ] as const;
      for (const [inputs, provider] of own)
        for (const message of await found(inputs, provider)) assert.match(message, /`tags\.\w+` must be set/);
    });
  });

  describe("remediation of tags-required", () => {
    const repaired = (inputs: object, more: object = {}) =>
      remediate(required, { type: bucket, inputs: { ...inputs }, settings, ...more });

    it("adds what is missing and leaves what is there", async () => {
      assert.deepEqual(await repaired({ bucket: "x" }), { bucket: "x", tags: both });
      assert.deepEqual(await repaired({ tags: { ManagedBy: "hand", Name: "x" } }), {
        tags: { ...both, ManagedBy: "hand", Name: "x" },
      });
      assert.deepEqual(await repaired({ tags: { ...both, Repository: "" } }), { tags: both });
    });

    it("has nothing to do where nothing is missing or nobody can know", async () => {
      assert.equal(await repaired({ tags: both }), undefined);
      assert.equal(await repaired({ tags: secret(both) }), undefined);
      assert.equal(await repaired({ tags: unknownValue }), undefined);
      assert.equal(await repaired({}, { provider: { defaultTags: { tags: both } } }), undefined);
      assert.equal(await repaired({}, { provider: { defaultTags: unknownValue } }), undefined);
    });

    it("adds beside the provider's tags only what they lack", async () => {
      const provider = { defaultTags: JSON.stringify({ tags: { ManagedBy: "x" } }) };
      assert.deepEqual(await repaired({}, { provider }), { tags: { Repository: both.Repository } });
    });

    it("adds no tag whose value nobody has given", async () => {
      assert.deepEqual(await repaired({}, { settings: {} }), { tags: { ManagedBy: "pulumi" } });
      assert.equal(await repaired({ tags: { ManagedBy: "x" } }, { settings: {} }), undefined);
      assert.equal(await repaired({}, { settings: { values: ["ManagedBy="] } }), undefined);
      assert.equal(await repaired({}, { settings: { values: ["ManagedBy"] } }), undefined);
    });

    it("takes the repository from the stack's config, and a setting before it", async () => {
      process.env["PULUMI_CONFIG"] = JSON.stringify({ "plinth:repository": "from/config" });
      assert.deepEqual(await repaired({ tags: { ManagedBy: "x" } }, { settings: {} }), {
        tags: { ManagedBy: "x", Repository: "from/config" },
      });
      assert.deepEqual(await repaired({}), { tags: both });
    });

    it("keeps secrets secret and unknown values unknown", async () => {
      assert.deepEqual(
        await repaired({ tags: secret({ Name: "x" }), name: unknownValue, key: secret({ a: "b" }) }),
        { tags: secret({ Name: "x", ...both }), name: unknownValue, key: secret({ a: "b" }) },
      );
      assert.deepEqual(await repaired({ tags: { Name: secret("x"), Id: unknownValue } }), {
        tags: { Name: secret("x"), Id: unknownValue, ...both },
      });
    });

    it("writes the input that a component hands on, and leaves other types alone", async () => {
      assert.deepEqual(
        await remediate(required, {
          type: "eks:index:NodeGroupV2",
          inputs: { autoScalingGroupTags: { Name: "x" } },
          settings,
        }),
        { autoScalingGroupTags: { Name: "x", ...both } },
      );
      assert.equal(
        await remediate(required, { type: "aws:ec2/route:Route", inputs: {}, settings }),
        undefined,
      );
    });
  });

  describe("remediation of tags-scaling-group", () => {
    const repaired = (tags?: unknown) =>
      remediate(scalingGroup, {
        type: "aws:autoscaling/group:Group",
        inputs: { maxSize: unknownValue, ...(tags !== undefined && { tags }) },
        settings,
      });
    const managed = { key: "ManagedBy", value: "pulumi", propagateAtLaunch: true };
    const repository = { key: "Repository", value: "example/plinth=x", propagateAtLaunch: true };

    it("adds what is missing and what is not handed on", async () => {
      const maxSize = unknownValue;
      const name = { key: secret("Name"), value: unknownValue, propagateAtLaunch: true };
      assert.deepEqual(await repaired(), { maxSize, tags: [managed, repository] });
      assert.deepEqual(await repaired([name, repository]), { maxSize, tags: [name, repository, managed] });
      assert.deepEqual(await repaired(secret([{ ...managed, propagateAtLaunch: false }])), {
        maxSize,
        tags: secret([managed, repository]),
      });
      assert.deepEqual(await repaired([secret({ ...managed, propagateAtLaunch: false }), repository]), {
        maxSize,
        tags: [repository, managed],
      });
      assert.deepEqual(await repaired([null, managed]), { maxSize, tags: [null, managed, repository] });
    });

    it("has nothing to do where nothing is missing or nobody can know", async () => {
      assert.equal(await repaired([managed, repository]), undefined);
      assert.equal(await repaired(unknownValue), undefined);
      assert.equal(await repaired([{ ...managed, key: unknownValue }]), undefined);
    });
  });

  describe("remediation of tags-launch-template", () => {
    const repaired = (tagSpecifications?: unknown) =>
      remediate(launchTemplate, {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        inputs: { name: secret("x"), ...(tagSpecifications !== undefined && { tagSpecifications }) },
        settings,
      });
    const name = secret("x");
    const instance = { resourceType: "instance", tags: both };
    const volume = { resourceType: "volume", tags: both };

    it("adds entries and tags that are missing", async () => {
      assert.deepEqual(await repaired(), { name, tagSpecifications: [instance, volume] });
      assert.deepEqual(await repaired([{ resourceType: "volume" }]), {
        name,
        tagSpecifications: [volume, instance],
      });
      assert.deepEqual(await repaired([null, volume]), { name, tagSpecifications: [null, volume, instance] });
      const other = { resourceType: "network-interface", tags: { a: unknownValue } };
      assert.deepEqual(
        await repaired([
          other,
          { resourceType: "instance", tags: secret({ a: "b" }) },
          secret({ ...volume, tags: {} }),
        ]),
        {
          name,
          tagSpecifications: [
            other,
            { resourceType: "instance", tags: secret({ a: "b", ...both }) },
            secret(volume),
          ],
        },
      );
    });

    it("has nothing to do where nothing is missing or nobody can know", async () => {
      assert.equal(await repaired([instance, volume]), undefined);
      assert.equal(await repaired(secret([instance, volume])), undefined);
      assert.equal(await repaired(unknownValue), undefined);
      assert.equal(await repaired([{ ...instance, resourceType: unknownValue }]), undefined);
    });
  });
});
