import { deepEqual, equal, ok } from "node:assert/strict";
import { assert, constantFrom, property, record } from "fast-check";
import {
  fleetDomain,
  fleetRules,
  infrastructures,
  isGoodSet,
  solve,
} from "../../../model/fleet/compatibility";
import { fleetDefaults } from "../../../model/fleet/versions";

const anyVersion = constantFrom(
  undefined,
  "1.10",
  "1.11",
  "1.12",
  "1.13",
  "1.34",
  "1.35",
  "1.36",
  "v1.35.4",
  "new",
);

describe("model/fleet/compatibility", () => {
  for (const provider of infrastructures)
    it(`${provider}: the defaults are a good set`, () => {
      const solution = solve({ provider });
      ok(solution.ok);
      equal(solution.set.kubernetes, fleetDefaults.kubernetes);
      equal(solution.set.talos, fleetDefaults.talos);
      ok(isGoodSet(solution.set));
    });

  it("has two pairs of Talos and Kubernetes for every provider", () => {
    for (const provider of infrastructures)
      for (const [kubernetes, talos] of [
        ["1.35", "1.12"],
        ["1.34", "1.11"],
      ] as const)
        ok(solve({ provider, kubernetes, talos }).ok);
  });

  it("refuses what the control plane provider cannot make, and names the nearest", () => {
    deepEqual(solve({ provider: "aws", kubernetes: "1.36" }), {
      ok: false,
      conflicts: [
        "The Talos control plane provider 0.5.12 needs Kubernetes below 1.36, not 1.36. The provider cannot make a control plane of a newer Kubernetes.",
        "Talos 1.12 needs Kubernetes from 1.30 to below 1.36, not 1.36. A release of Talos brings up the six minors of Kubernetes that it was tested with.",
      ],
      nearest: {
        clusterApi: "1.14.2",
        bootstrap: "0.6.12",
        controlPlane: "0.5.12",
        infrastructure: "2.13.0",
        talos: "1.12",
        kubernetes: "1.35",
        cilium: "1.20.2",
        envoyGateway: "1.9.1",
      },
      changes: ["Kubernetes 1.35 instead of 1.36"],
    });
  });

  it("chooses the Talos that goes with a Kubernetes, and takes a patch for its minor", () => {
    const solution = solve({ provider: "gcp", talos: "v1.11.3" });
    ok(solution.ok);
    equal(solution.set.kubernetes, "1.34");
    ok(solve({ provider: "gcp", kubernetes: "v1.35.1" }).ok);
  });

  it("changes as little as it can", () => {
    const solution = solve({ provider: "aws", kubernetes: "1.35", talos: "1.11" });
    ok(!solution.ok);
    equal(solution.changes.length, 1);
  });

  it("says what nobody has shown to work", () => {
    for (const [provider, count] of [
      ["aws", 0],
      ["azure", 1],
      ["gcp", 1],
      ["proxmox", 1],
    ] as const) {
      const solution = solve({ provider });
      equal(solution.ok && solution.unproven.length, count);
    }
  });

  it("names a version that is not known", () => {
    const solution = solve({ provider: "azure", cilium: "1.19.0" });
    deepEqual(solution.ok || solution.conflicts, [
      "Cilium 1.19.0 is not a version that clusters are rendered for: 1.20.2.",
    ]);
  });

  it("gives a good set, or a good nearest and what to change, for whatever is asked", () => {
    const wanted = record({
      provider: constantFrom(...infrastructures),
      kubernetes: anyVersion,
      talos: anyVersion,
    });
    assert(
      property(wanted, ({ provider, kubernetes, talos }) => {
        const solution = solve({
          provider,
          ...(kubernetes === undefined ? {} : { kubernetes }),
          ...(talos === undefined ? {} : { talos }),
        });
        if (solution.ok) return ok(isGoodSet(solution.set));
        ok(solution.nearest !== undefined && isGoodSet(solution.nearest));
        ok(solution.conflicts.length > 0 && solution.changes.length > 0);
      }),
    );
  });

  it("has no version that no good set has, but those that a provider still lacks", () => {
    const reachable = (name: "kubernetes" | "talos") =>
      fleetDomain("aws")[name].filter((version) => solve({ provider: "aws", [name]: version }).ok);
    deepEqual(reachable("kubernetes"), ["1.35", "1.34"]);
    deepEqual(reachable("talos"), ["1.12", "1.11"]);
  });

  it("says of every rule where it is written", () => {
    for (const { url, reason } of fleetRules) {
      ok(URL.canParse(url));
      ok(reason.endsWith("."));
    }
  });
});
