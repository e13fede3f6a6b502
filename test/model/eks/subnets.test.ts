import assert from "node:assert/strict";
import fc from "fast-check";
import { formatCidr, overlaps, parseCidr, sizeOf } from "../../../model/eks/cidr";
import type { Cidr } from "../../../model/eks/cidr";
import { longestVpcMask, planSubnets, privateAddresses } from "../../../model/eks/subnets";
import type { SubnetPlan } from "../../../model/eks/subnets";

const LETTERS = ["a", "b", "c", "d", "e", "f"].map((letter) => `eu-central-1${letter}`);

/** A VPC that can be divided for so many zones. */
const vpcFor = (zones: number) =>
  fc
    .tuple(fc.integer({ min: 16, max: longestVpcMask(zones) }), fc.nat(2 ** 32 - 1))
    .map(([bits, address]) => {
      const size = 2 ** (32 - bits);
      return formatCidr({ first: Math.floor(address / size) * size, bits });
    });

const request = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.record({ vpcCidr: vpcFor(count), zones: fc.constant(LETTERS.slice(0, count)) }));

function block(text: string): Cidr {
  const parsed = parseCidr(text);
  assert.ok(parsed !== undefined, text);
  return parsed;
}

function ofKind(plan: readonly SubnetPlan[], kind: SubnetPlan["kind"]): Cidr[] {
  return plan.filter((subnet) => subnet.kind === kind).map(({ cidr }) => block(cidr));
}

describe("model/eks/subnets", () => {
  it("divides an ordinary VPC", () => {
    const cidrs = planSubnets({ vpcCidr: "10.0.0.0/16", zones: LETTERS.slice(0, 3) }).map(
      ({ kind, zone, cidr }) => `${kind} ${zone.slice(-1)} ${cidr}`,
    );
    assert.deepEqual(cidrs, [
      "private a 10.0.0.0/18",
      "private b 10.0.64.0/18",
      "private c 10.0.128.0/18",
      "public a 10.0.255.0/24",
      "public b 10.0.253.0/24",
      "public c 10.0.251.0/24",
      "data a 10.0.254.0/24",
      "data b 10.0.252.0/24",
      "data c 10.0.250.0/24",
    ]);
  });

  it("gives each zone one subnet of each kind, in the order of the zones", () => {
    fc.assert(
      fc.property(request, ({ vpcCidr, zones }) => {
        const plan = planSubnets({ vpcCidr, zones });
        for (const kind of ["private", "public", "data"]) {
          assert.deepEqual(
            plan.filter((subnet) => subnet.kind === kind).map(({ zone }) => zone),
            zones,
          );
        }
      }),
    );
  });

  it("keeps subnets disjoint, inside the VPC and no smaller than AWS allows", () => {
    fc.assert(
      fc.property(request, ({ vpcCidr, zones }) => {
        const vpc = block(vpcCidr);
        const blocks = planSubnets({ vpcCidr, zones }).map(({ cidr }) => block(cidr));
        for (const [index, one] of blocks.entries()) {
          assert.ok(one.bits <= 28);
          assert.ok(one.first >= vpc.first && one.first + sizeOf(one) <= vpc.first + sizeOf(vpc));
          assert.ok(blocks.every((other, at) => at === index || !overlaps(one, other)));
        }
      }),
    );
  });

  it("makes private subnets of one size, which twice as large would not fit beside the others", () => {
    fc.assert(
      fc.property(request, ({ vpcCidr, zones }) => {
        const vpc = block(vpcCidr);
        const plan = planSubnets({ vpcCidr, zones });
        const sizes = ofKind(plan, "private").map(sizeOf);
        const [size = 0] = sizes;
        assert.deepEqual(new Set(sizes).size, 1);
        assert.equal(privateAddresses(vpc.bits, zones.length), size - 5);
        const doubled = zones.length * size * 2;
        // One zone is planned like two, so that a second one can be added.
        if (zones.length > 1) assert.ok(doubled >= sizeOf(vpc));
        for (const small of [...ofKind(plan, "public"), ...ofKind(plan, "data")]) {
          assert.ok(sizeOf(small) <= Math.min(256, size));
        }
      }),
    );
  });

  it("leaves the subnets of the other zones as they are when one is added, but for the fourth", () => {
    const fewer = fc
      .constantFrom(1, 2, 4, 5)
      .chain((count) => fc.record({ count: fc.constant(count), vpcCidr: vpcFor(count + 1) }));
    fc.assert(
      fc.property(fewer, ({ count, vpcCidr }) => {
        const before = planSubnets({ vpcCidr, zones: LETTERS.slice(0, count) });
        const after = planSubnets({ vpcCidr, zones: LETTERS.slice(0, count + 1) });
        for (const subnet of before) {
          assert.ok(after.some((other) => JSON.stringify(other) === JSON.stringify(subnet)));
        }
      }),
    );
  });

  it("leaves the small subnets as they are when a fourth zone comes to a large VPC", () => {
    const small = (count: number) =>
      planSubnets({ vpcCidr: "10.0.0.0/16", zones: LETTERS.slice(0, count) }).filter(
        ({ kind, zone }) => kind !== "private" && LETTERS.indexOf(zone) < 3,
      );
    assert.deepEqual(small(4), small(3));
  });

  for (const [vpcCidr, zones] of [
    ["10.0.0.0/24", 3],
    ["10.0.0.0/22", 4],
    ["10.0.0.0/16", 7],
    ["10.0.0.1/16", 3],
  ] as const) {
    it(`refuses ${vpcCidr} for ${String(zones)} zones`, () => {
      const names = [...LETTERS, "eu-central-1g"].slice(0, zones);
      assert.throws(() => planSubnets({ vpcCidr, zones: names }), RangeError);
    });
  }
});
