import assert from "node:assert/strict";
import { vcpusOf } from "../../../policypack/cost/vcpus";
import { unknownValue } from "../server";
import { always, quoted, resource } from "./resources";

const hours = 730;
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const scalingConfig = { minSize: 1, maxSize: 4, desiredSize: 2 };

const template = (inputs: Record<string, unknown>): ReturnType<typeof resource> =>
  resource(TEMPLATE, inputs, { name: "template" });
const uses = (key: string): Pick<Parameters<typeof resource>[2] & object, "propertyDependencies"> => ({
  propertyDependencies: { [key]: [template({}).urn] },
});
const disk = { blockDeviceMappings: [{ ebs: { volumeSize: 100, volumeType: "gp3" } }] };

describe("policypack/cost/pricers", () => {
  describe("clusters", () => {
    it("cost more once their version has left standard support", () => {
      const usd = (version?: string): number =>
        quoted(resource("aws:eks/cluster:Cluster", version === undefined ? {} : { version })).usd.onDemandMax;
      assert.deepEqual([usd(), usd("1.34"), usd("1.33"), usd("1.36")], [73, 73, 438, 73]);
      assert.match(
        quoted(resource("aws:eks/cluster:Cluster", { version: unknownValue })).gaps[0] ?? "",
        /^unknown: `version`/,
      );
    });

    it("make nodes that are not seen, unless they are told not to", () => {
      const gaps = (inputs: object): string[] => quoted(resource("eks:index:Cluster", { ...inputs })).gaps;
      assert.match(gaps({})[0] ?? "", /^unseen: .*default node group/);
      assert.equal(gaps({ skipDefaultNodeGroup: unknownValue }).length, 1);
      assert.deepEqual(gaps({ skipDefaultNodeGroup: true }), []);
    });
  });

  describe("managed node groups", () => {
    const group = (inputs: Record<string, unknown>, type = NODE_GROUP): ReturnType<typeof quoted> =>
      quoted(resource(type, { scalingConfig, instanceTypes: ["m7i.large"], diskSize: 100, ...inputs }));

    it("cost their nodes and their volumes, at their smallest and their largest", () => {
      const one = 0.1 * hours + 10;
      assert.deepEqual(group({}), {
        usd: { onDemandIdle: one, onDemandMax: 4 * one, spotIdle: one, spotMax: 4 * one },
        gaps: [],
      });
      const spot = 0.05 * hours + 10;
      assert.deepEqual(group({ capacityType: "SPOT" }).usd, {
        onDemandIdle: one,
        onDemandMax: 4 * one,
        spotIdle: spot,
        spotMax: 4 * spot,
      });
    });

    it("count as of the dearest of their types", () => {
      const both = group({ instanceTypes: ["m7i.xlarge", "m7i.large"], diskSize: 0 });
      assert.deepEqual(both.usd.onDemandIdle, 0.2 * hours);
      const odd = group({ instanceTypes: ["m7i.large", "z9.large"], diskSize: 0 });
      assert.deepEqual(odd.usd.onDemandIdle, 0.1 * hours);
      assert.deepEqual(odd.gaps, ["no-price: the table has no price of z9.large"]);
      const none = group({ instanceTypes: ["z9.large"] });
      assert.equal(none.usd.onDemandIdle, 10);
    });

    it("count spot without a price of its own as on demand, and say so", () => {
      const { usd, gaps } = group({ instanceTypes: ["g6.xlarge"], capacityType: "SPOT", diskSize: 0 });
      assert.equal(usd.spotIdle, hours);
      assert.match(gaps[0] ?? "", /^no-price: the table has no spot price of g6\.xlarge/);
    });

    it("have AWS's defaults where they say nothing", () => {
      const bare = quoted(resource(NODE_GROUP, { scalingConfig }));
      assert.equal(bare.usd.onDemandIdle, 0.05 * hours + 2);
      const component = quoted(
        resource("eks:index:ManagedNodeGroup", { instanceTypes: ["m7i.large"], diskSize: 0 }),
      );
      assert.equal(component.usd.onDemandIdle, 73);
      assert.equal(component.usd.onDemandMax, 146);
    });

    it("take types and volumes from their launch template", () => {
      const inputs = { scalingConfig, launchTemplate: { id: unknownValue } };
      const group = resource(NODE_GROUP, inputs, uses("launchTemplate"));
      const { usd, gaps } = quoted(group, template({ instanceType: "m7i.xlarge", ...disk }));
      assert.deepEqual([usd.onDemandIdle, gaps], [0.2 * hours + 10, []]);
      const bare = quoted(group, template({ instanceType: "m7i.xlarge" }));
      assert.match(bare.gaps[0] ?? "", /^unseen: .*volume/);
      assert.match(quoted(group, template(disk)).gaps[0] ?? "", /^unknown: `instanceType`/);
    });

    it("are not priced where their size, their types or their capacity are not known", () => {
      const unknown = [
        { scalingConfig: unknownValue },
        { scalingConfig: { minSize: 1 } },
        { instanceTypes: unknownValue },
        { instanceTypes: [unknownValue] },
        { capacityType: unknownValue },
      ];
      for (const inputs of unknown) {
        const { usd, gaps } = group(inputs);
        assert.deepEqual(usd, always(0));
        assert.match(gaps[0] ?? "", /^unknown: /);
      }
      assert.match(group({ diskSize: unknownValue }).gaps[0] ?? "", /^unknown: `diskSize`/);
    });
  });

  describe("scaling groups", () => {
    const scaling = (
      inputs: Record<string, unknown>,
      from: Record<string, unknown>,
      key = "launchTemplate",
    ) =>
      quoted(
        resource("aws:autoscaling/group:Group", { minSize: 0, maxSize: 2, ...inputs }, uses(key)),
        template(from),
      );

    it("cost what their launch template launches", () => {
      const { usd } = scaling({}, { instanceType: "m7i.large", ...disk });
      assert.deepEqual(usd, { onDemandIdle: 0, onDemandMax: 166, spotIdle: 0, spotMax: 166 });
      const spot = scaling(
        {},
        { instanceType: "m7i.large", instanceMarketOptions: { marketType: "spot" }, ...disk },
      );
      assert.equal(spot.usd.spotMax, 73 + 20);
    });

    it("mix types and capacities", () => {
      const mixed = (percent?: unknown) => ({
        mixedInstancesPolicy: {
          instancesDistribution:
            percent === undefined ? {} : { onDemandPercentageAboveBaseCapacity: percent },
          launchTemplate: { overrides: [{ instanceType: "m7i.large" }, { instanceType: "m7i.xlarge" }] },
        },
      });
      const usd = (percent?: unknown) =>
        scaling(mixed(percent), { instanceType: "g6.xlarge", ...disk }, "mixedInstancesPolicy").usd;
      assert.equal(usd().onDemandMax, 2 * (0.2 * hours + 10));
      assert.equal(usd().spotMax, 2 * (0.2 * hours + 10));
      assert.equal(usd(0).spotMax, 2 * (0.15 * hours + 10));
      assert.equal(usd(50).spotMax, 2 * (0.175 * hours + 10));
      assert.deepEqual(usd(unknownValue), always(0));
    });

    it("are not priced where their launch template is elsewhere or their size is not known", () => {
      assert.match(
        quoted(resource("aws:autoscaling/group:Group", { minSize: 0, maxSize: 2 })).gaps[0] ?? "",
        /^unseen: /,
      );
      const { gaps } = scaling({ maxSize: unknownValue }, { instanceType: "m7i.large", ...disk });
      assert.match(gaps[0] ?? "", /^unknown: `maxSize`/);
    });
  });

  it("prices single instances with their volumes", () => {
    const rootBlockDevice = { volumeSize: 100 };
    const INSTANCE = "aws:ec2/instance:Instance";
    const own = quoted(resource(INSTANCE, { instanceType: "m7i.large", rootBlockDevice }));
    assert.deepEqual(own, { usd: always(83), gaps: [] });
    const more = { ebsBlockDevices: [{ volumeSize: 10, volumeType: "gp2" }] };
    assert.equal(
      quoted(resource(INSTANCE, { instanceType: "m7i.large", rootBlockDevice, ...more })).usd.spotMax,
      85,
    );
    assert.match(quoted(resource(INSTANCE, { instanceType: "m7i.large" })).gaps[0] ?? "", /^unseen: .*image/);
    const spot = quoted(
      resource("aws:ec2/spotInstanceRequest:SpotInstanceRequest", {
        instanceType: "m7i.large",
        rootBlockDevice,
      }),
    );
    assert.deepEqual([spot.usd.onDemandMax, spot.usd.spotMax], [83, 46.5]);
    const market = { instanceMarketOptions: { marketType: "spot" } };
    assert.equal(
      quoted(resource(INSTANCE, { instanceType: "m7i.large", rootBlockDevice, ...market })).usd.spotMax,
      46.5,
    );
    const templated = resource(INSTANCE, { rootBlockDevice }, uses("launchTemplate"));
    assert.equal(quoted(templated, template({ instanceType: "m7i.large" })).usd.onDemandMax, 83);
    assert.match(quoted(resource(INSTANCE, {})).gaps[0] ?? "", /^unknown: `instanceType`/);
  });

  describe("Karpenter's pools", () => {
    const pool = (requirements: unknown, cpu: unknown = "10") =>
      quoted(
        resource("kubernetes:karpenter.sh/v1:NodePool", {
          spec: { template: { spec: { requirements } }, limits: { cpu } },
        }),
      );
    const types = (...values: unknown[]) => ({
      key: "node.kubernetes.io/instance-type",
      operator: "In",
      values,
    });
    const spot = { key: "karpenter.sh/capacity-type", operator: "In", values: ["spot", "on-demand"] };

    it("cost nothing at rest, and at most what their limits allow", () => {
      assert.deepEqual(pool([types("m7i.large")]).usd, {
        onDemandIdle: 0,
        onDemandMax: 365,
        spotIdle: 0,
        spotMax: 365,
      });
      assert.equal(pool([types("m7i.large"), spot]).usd.spotMax, 182.5);
      assert.equal(pool([types("m7i.large")], 11).usd.onDemandMax, 365);
      assert.equal(pool([types("m7i.large")], "12000m").usd.onDemandMax, 438);
      assert.equal(pool([types("m7i.large", "g6.xlarge")]).usd.onDemandMax, 2 * hours);
      assert.match(pool([types("m7i.large")]).gaps[0] ?? "", /^unseen: .*node class/);
    });

    it("have at most as many nodes as a limit on those allows, beside one on processors or without it", () => {
      const limited = (limits: unknown) =>
        quoted(
          resource("kubernetes:karpenter.sh/v1:NodePool", {
            spec: { template: { spec: { requirements: [types("m7i.large")] } }, limits },
          }),
        ).usd.onDemandMax;
      assert.equal(limited({ nodes: "3", "nvidia.com/gpu": "12" }), 219);
      assert.equal(limited({ nodes: "3", cpu: "100" }), 219);
      assert.equal(limited({ nodes: "300", cpu: "10" }), 365);
    });

    it("are not priced where a limit, a type or a value is missing or not known", () => {
      const cases: [unknown, unknown, RegExp][] = [
        [[types("m7i.large")], undefined, /^unknown: `spec\.limits\.cpu`/],
        [[types("m7i.large")], "many", /^unknown: /],
        [unknownValue, "10", /^unknown: /],
        [[{ ...types("m7i.large"), values: unknownValue }], "10", /^unknown: /],
        [[{ ...types("m7i.large"), operator: unknownValue }], "10", /^unknown: /],
        [[{ ...types("m7i.large"), operator: "NotIn" }], "10", /^unseen: it names no instance types/],
        [[spot], "10", /^unseen: it names no instance types/],
        [[types("x.odd")], "10", /^no-price: nobody knows how many processors/],
      ];
      for (const [requirements, cpu, reason] of cases) {
        const { usd, gaps } = pool(requirements, cpu ?? null);
        assert.deepEqual(usd, always(0));
        assert.match(gaps[0] ?? "", reason);
      }
    });

    it("know the processors of a type by its size", () => {
      const sizes = {
        "m7g.medium": 1,
        "t3.medium": 2,
        "t3.nano": 2,
        "m7i.large": 2,
        "m7i.xlarge": 4,
        "p5.48xlarge": 192,
      };
      for (const [type, vcpus] of Object.entries(sizes)) assert.equal(vcpusOf(type), vcpus, type);
      for (const type of ["m7i.metal-24xl", "odd", "m7i.12xlarges"])
        assert.equal(vcpusOf(type), undefined, type);
    });
  });
});
