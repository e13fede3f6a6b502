import assert from "node:assert/strict";
import { ObservabilitySettings } from "../../../../model/config/services/observability";
import { bucketExpiry } from "../../../../model/eks/buckets";

describe("model/config/services/observability", () => {
  const longest = (signal: "logs" | "traces", retentionDays: number): boolean =>
    ObservabilitySettings.safeParse({ [signal]: { retentionDays } }).success;

  for (const [signal, bucket] of [
    ["logs", "loki"],
    ["traces", "tempo"],
  ] as const)
    it(`lets ${signal} go before their bucket drops what was forgotten`, () => {
      const days = bucketExpiry[bucket]?.days ?? Number.NaN;
      assert.ok(days > 1);
      assert.ok(longest(signal, 1));
      assert.ok(!longest(signal, days));
    });
});
