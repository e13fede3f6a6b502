import assert from "node:assert/strict";
import fc from "fast-check";
import { addressesNeeded, vpcBitsFor } from "../../../model/eks/addresses";
import type { PoolDemand } from "../../../model/eks/addresses";
import { privateAddresses } from "../../../model/eks/subnets";

const ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

function pool(given: Partial<PoolDemand> = {}): PoolDemand {
  return { instanceTypes: ["m7i.xlarge"], maxNodes: 4, zones: ZONES, ...given };
}

describe("model/eks/addresses", () => {
  it("reckons with what is no node's, where there are no pools", () => {
    assert.equal(addressesNeeded([], ZONES), 64);
  });

  it("spreads a pool over its zones, and adds the nodes of an update", () => {
    // Two of four nodes in the fullest of three zones, and two more: 60 addresses each.
    assert.equal(addressesNeeded([pool()], ZONES), 64 + 4 * 60);
  });

  it("reckons with the zone that has the most", () => {
    const alone = pool({ zones: ["eu-central-1b"] });
    assert.equal(addressesNeeded([alone], ZONES), 64 + 6 * 60);
    assert.equal(addressesNeeded([pool(), alone], ZONES), 64 + 4 * 60 + 6 * 60);
  });

  it("reckons with the type that takes most", () => {
    assert.equal(
      addressesNeeded([pool({ instanceTypes: ["m7i.large", "m7i.4xlarge"] })], ZONES),
      64 + 4 * 150,
    );
  });

  it("finds the smallest VPC that has the addresses, in which half of it would not do", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 6 }), (addresses, zones) => {
        const bits = vpcBitsFor(addresses, zones);
        if (bits === undefined) {
          assert.ok(privateAddresses(16, zones) < addresses);
          return;
        }
        assert.ok(bits >= 16 && privateAddresses(bits, zones) >= addresses);
        const smaller = privateAddresses(bits + 1, zones);
        assert.ok(smaller < addresses || bits === (zones <= 3 ? 23 : 21));
      }),
    );
  });
});
