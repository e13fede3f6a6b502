import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { TempoValues } from "../../../../components/k8s/addons/tempo";
import { workloads } from "../../../../model/eks/workloads";
import { describeConfiguration } from "../../../helpers/chart-config";
import type { Judge } from "../../../helpers/chart-config";
import { onEks } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["observability"];

const judge: Judge = {
  chart: "tempo",
  program: "tempo",
  arguments: (file) => [`-config.file=${file}`, "-config.verify=true"],
  key: "tempo.yaml",
  part: "querier",
};

describe("components/k8s/addons/tempo", () => {
  const stack = new ServiceStack();

  it("keeps traces on its volume where there is no bucket", async () => {
    await stack.build({ recipes, observability: { traces: { retentionDays: 14, volumeGiB: 40 } } });
    assert.equal(stack.value("tempo", "tempo", "storage"), undefined);
    assert.deepEqual(stack.value("tempo", "persistence"), { enabled: true, size: "40Gi" });
    assert.equal(stack.policy("tempo-pod-identity"), undefined);
  });

  // Its scheduler and its workers have each their own; the workers delete, after 14 days where nobody says otherwise.
  it("tells both its scheduler and its workers for how long traces are kept", async () => {
    await stack.build({ recipes, observability: { traces: { retentionDays: 3 } } });
    const { retention, overrides } = stack.value("tempo", "tempo") as TempoValues["tempo"];
    assert.deepEqual([retention, overrides.defaults.compaction.block_retention], ["72h", "72h"]);
  });

  it("says the same in the recipe of the fleet, where nobody chose another time", async () => {
    await stack.build({ recipes });
    const file = join(__dirname, "../../../../fleet/recipes/observability/tempo.yaml");
    const { spec } = parse(readFileSync(file, "utf8")) as { readonly spec: { readonly values: TempoValues } };
    const { retention, overrides } = stack.value("tempo", "tempo") as TempoValues["tempo"];
    assert.deepEqual(
      { retention: spec.values.tempo.retention, overrides: spec.values.tempo.overrides },
      { retention, overrides },
    );
  });

  it("takes the class of volumes that the config names", async () => {
    await stack.build({ recipes, storageClass: "fast" });
    assert.equal(stack.value("tempo", "persistence", "storageClassName"), "fast");
  });

  it("keeps traces in the stack's bucket on AWS, by the role that EKS hands to its service account", async () => {
    await stack.build({ recipes }, onEks());
    assert.deepEqual(stack.value("tempo", "tempo", "storage"), {
      trace: {
        backend: "s3",
        s3: {
          bucket: "plinth-123456789012-eu-central-1-tempo",
          endpoint: "s3.eu-central-1.amazonaws.com",
          region: "eu-central-1",
        },
      },
    });
    assert.deepEqual(stack.value("tempo", "serviceAccount"), { automountServiceAccountToken: false });
    // The chart names the service account after the release.
    const { namespace, serviceAccount } = workloads.tempo;
    const { namespace: found, name } = stack.release("tempo");
    assert.deepEqual({ found, name }, { found: namespace, name: serviceAccount });
    assert.ok(stack.policy("tempo-pod-identity") !== undefined);
  });

  it("names its role in an annotation where the config asks for that, and in no other way", async () => {
    await stack.build({ recipes }, onEks(["tempo"]));
    assert.deepEqual(stack.value("tempo", "serviceAccount", "annotations"), {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-tempo",
    });
    assert.equal(stack.policy("tempo-pod-identity"), undefined);
  });

  describeConfiguration(judge);
});
