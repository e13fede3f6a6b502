import assert from "node:assert/strict";
import {
  componentFacts,
  componentOfChart,
  components,
  judgeCompatibility,
  pairs,
  ruleOf,
  statement,
} from "../../../model/compatibility";
import type { ComponentName, FoundComponent, Pair } from "../../../model/compatibility";
import { isInRange, parseVersion } from "../../../model/compatibility/version";

const names = Object.keys(components) as ComponentName[];

function found(name: ComponentName, version?: string, more: Partial<FoundComponent> = {}): FoundComponent {
  return { name, version, source: `urn of ${name}`, ...more };
}

function judge(...all: readonly FoundComponent[]): Record<string, "bad" | "undecided"> {
  const findings = judgeCompatibility(all);
  return Object.fromEntries(
    findings.map(({ rule, undecided }) => [
      rule.replace("compatibility-", ""),
      undecided ? "undecided" : "bad",
    ]),
  );
}

describe("model/compatibility", () => {
  describe("table", () => {
    it("has versions that can be read, and no chart twice", () => {
      for (const name of names) {
        const { version } = componentFacts(name);
        if (version !== undefined) assert.ok(parseVersion(version), name);
      }
      const charts = names.flatMap((name) => componentFacts(name).charts ?? []);
      assert.equal(new Set(charts).size, charts.length);
      for (const chart of charts) assert.ok(componentOfChart(chart), chart);
      assert.equal(componentOfChart("nothing"), undefined);
    });

    it("has components that are used, and pairs with ids of their own", () => {
      const used = pairs.flatMap((pair) => [
        pair.component,
        ...("other" in pair ? [pair.other] : []),
        ...("needs" in pair ? [pair.needs] : []),
      ]);
      assert.deepEqual(
        names.filter((name) => !used.includes(name)),
        ["gpu-operator"],
      );
      assert.equal(new Set(pairs.map(ruleOf)).size, pairs.length);
      for (const { id, reason, good, url } of pairs) {
        assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
        for (const text of [reason, good]) assert.match(text, /\.$/, id);
        assert.match(url, /^https:/);
      }
    });

    it("has versions that work together", () => {
      // In place of NVIDIA's operator, and in place of Karpenter.
      const others = ["nvidia-device-plugin", "cluster-autoscaler"];
      const all = names
        .filter((name) => componentFacts(name).version !== undefined && !others.includes(name))
        .map((name) => found(name, componentFacts(name).version));
      assert.deepEqual(judge(...all), {});
    });

    it("has ranges that can be read", () => {
      for (const pair of pairs) {
        if (pair.kind !== "requires") continue;
        for (const { versions = {}, needed } of pair.steps) {
          for (const text of [versions.from, versions.below, needed.from, needed.below])
            if (text !== undefined) assert.ok(parseVersion(text), `${pair.id}: ${text}`);
        }
      }
    });
  });

  for (const pair of pairs) {
    describe(ruleOf(pair), () => {
      it("finds what does not work, with the reason and the nearest good pair", () => {
        for (const broken of brokenBy(pair)) {
          const findings = judgeCompatibility(broken).filter(({ rule }) => rule === ruleOf(pair));
          assert.equal(findings.length, 1, JSON.stringify(broken));
          const [{ message, undecided, sources } = { message: "", undecided: true, sources: [] }] = findings;
          assert.equal(undecided, false);
          assert.ok(message.includes(pair.reason) && message.includes(pair.good));
          assert.ok(
            statement(pair)
              .split("; ")
              .some((each) => message.startsWith(`${each}. Found: `)),
            message,
          );
          assert.deepEqual([...sources].sort(), broken.map(({ source }) => source).sort());
        }
      });

      it("says nothing of one alone", () => {
        if (pair.kind === "never") return;
        for (const broken of brokenBy(pair))
          for (const one of broken)
            assert.ok(!judgeCompatibility([one]).some(({ rule }) => rule === ruleOf(pair)));
      });

      it("says that it cannot know where somebody cannot", () => {
        for (const broken of brokenBy(pair)) {
          const unsure = broken.map((each) => ({ ...each, unsure: "the weather" }));
          const findings = judgeCompatibility(unsure).filter(({ rule }) => rule === ruleOf(pair));
          assert.equal(findings.length, 1);
          assert.equal(findings[0]?.undecided, true);
          assert.match(findings[0].message, /cannot be decided: .*the weather/);
        }
      });
    });
  }

  it("takes what works", () => {
    assert.deepEqual(judge(), {});
    assert.deepEqual(judge(found("kubernetes", "1.33"), found("karpenter", "1.5")), {});
    assert.deepEqual(judge(found("kubernetes", "1.32"), found("ami-al2")), {});
    assert.deepEqual(judge(found("kubernetes", "1.32"), found("ebs-csi-node-role")), {});
    assert.deepEqual(judge(found("loki", "11.9.9"), found("loki-single-binary")), {});
    assert.deepEqual(judge(found("loki", "12.0.0"), found("loki-monolithic")), {});
    assert.deepEqual(judge(found("envoy-gateway", "1.8.2"), found("gateway-api-crds", "v1.5.1")), {});
    assert.deepEqual(
      judge(found("aws-load-balancer-controller", "3.4.0"), found("gateway-api-crds", "v1.5.0")),
      {},
    );
    const [one, other] = [{ subject: "a/one" }, { subject: "a/other" }];
    assert.deepEqual(judge(found("irsa", undefined, one), found("pod-identity", undefined, other)), {});
  });

  it("finds the ends of ranges", () => {
    assert.deepEqual(judge(found("kubernetes", "1.33"), found("karpenter", "1.4.9")), {
      "karpenter-kubernetes": "bad",
    });
    assert.deepEqual(judge(found("kubernetes", "1.33"), found("ami-al2")), { "al2-ami": "bad" });
    assert.deepEqual(judge(found("envoy-gateway", "1.8.2"), found("gateway-api-crds", "v1.6.0")), {
      "gateway-api-envoy-gateway": "bad",
    });
    assert.deepEqual(
      judge(found("aws-load-balancer-controller", "3.5.0"), found("gateway-api-crds", "v1.7.0")),
      {
        "gateway-api-load-balancer-controller": "bad",
      },
    );
  });

  it("never takes a version that nobody knows for a good one", () => {
    assert.deepEqual(judge(found("kubernetes"), found("karpenter", "1.9")), {
      "karpenter-kubernetes": "undecided",
    });
    assert.deepEqual(judge(found("kubernetes", "1.36"), found("karpenter")), {
      "karpenter-kubernetes": "undecided",
    });
    assert.deepEqual(judge(found("kubernetes"), found("karpenter", "1.14.0")), {}, "it takes each of them");
    assert.deepEqual(judge(found("kubernetes"), found("ami-al2")), { "al2-ami": "undecided" });
    assert.deepEqual(judge(found("karpenter", "1.14.0"), found("karpenter-crd", "^1.14")), {
      "karpenter-crds": "undecided",
    });
    assert.deepEqual(
      judge(found("irsa", undefined, { subject: "a/b" }), found("pod-identity", undefined, { unsure: "x" })),
      {
        "service-account-identity": "undecided",
      },
    );
    const [finding] = judgeCompatibility([found("kubernetes"), found("karpenter", "latest")]);
    assert.match(
      finding?.message ?? "",
      /the version of Kubernetes on EKS and the version of Karpenter are not given/,
    );
    assert.doesNotMatch(finding?.message ?? "", /latest/);
  });

  it("counts only owners that are there for certain, where there are enough", () => {
    const [one, other] = [found("gateway-api-crds", "1.6.1"), found("gateway-api-crds", "1.6.1")];
    assert.deepEqual(judge(one, other), { "gateway-api-owner": "bad" });
    assert.deepEqual(judge(one, { ...other, unsure: "x" }), { "gateway-api-owner": "undecided" });
    const [finding] = judgeCompatibility([one, other, { ...other, unsure: "x" }]);
    assert.equal(finding?.undecided, false);
    assert.equal(finding.sources.length, 2);
  });

  it("names what was found", () => {
    const [finding] = judgeCompatibility([
      found("irsa", undefined, { subject: "ml/ray" }),
      found("pod-identity", undefined, { subject: "ml/ray" }),
    ]);
    assert.match(
      finding?.message ?? "",
      /Found: An IAM role .* for ml\/ray, and EKS Pod Identity for ml\/ray\./,
    );
    const [version] = judgeCompatibility([found("kubernetes", "1.36"), found("karpenter", "1.9.0")]);
    assert.match(version?.message ?? "", /Found: Kubernetes on EKS 1\.36, and Karpenter 1\.9\.0\./);
  });
});

/** Components that break a pair, once for each way that its ranges give. */
function brokenBy(pair: Pair): FoundComponent[][] {
  switch (pair.kind) {
    case "never":
      return [[found(pair.component)]];
    case "once":
      return [[found(pair.component), found(pair.component, undefined, { source: "another" })]];
    case "same-version":
      return [[found(pair.component, "1.0.0"), found(pair.other, "1.0.1")]];
    case "excludes": {
      const subject = pair.sameSubject === true ? { subject: "kube-system/x" } : {};
      return [[found(pair.component, undefined, subject), found(pair.other, undefined, subject)]];
    }
    case "requires":
      return pair.steps.flatMap(({ versions, needed }) =>
        outside(needed).map((version) => {
          assert.equal(isInRange(version, needed), false);
          return [found(pair.component, versions?.from ?? "1.0"), found(pair.needs, version)];
        }),
      );
  }
}

function outside({ from, below }: { from?: string; below?: string }): string[] {
  return [...(from === undefined ? [] : ["0.0.1"]), ...(below === undefined ? [] : [below])];
}
