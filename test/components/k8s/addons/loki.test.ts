import assert from "node:assert/strict";
import { workloads } from "../../../../model/eks/workloads";
import { describeConfiguration } from "../../../helpers/chart-config";
import type { Judge } from "../../../helpers/chart-config";
import { onEks } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["observability"];

const judge: Judge = {
  chart: "loki",
  program: "loki",
  arguments: (file) => [`-config.file=${file}`, "-target=all", "-verify-config"],
  key: "config.yaml",
  part: "limits_config",
};

describe("components/k8s/addons/loki", () => {
  const stack = new ServiceStack();

  it("keeps logs on its volume where there is no bucket, for as long as the config says", async () => {
    await stack.build({ recipes, observability: { logs: { retentionDays: 30, volumeGiB: 200 } } });
    assert.deepEqual(stack.value("loki", "loki", "storage"), { type: "filesystem" });
    assert.deepEqual(stack.value("loki", "loki", "limits_config"), { retention_period: "720h" });
    assert.deepEqual(stack.value("loki", "singleBinary", "persistence"), { enabled: true, size: "200Gi" });
    assert.equal(stack.policy("loki-pod-identity"), undefined);
  });

  it("takes the class of volumes that the config names", async () => {
    await stack.build({ recipes, storageClass: "fast" });
    assert.equal(stack.value("loki", "singleBinary", "persistence", "storageClass"), "fast");
  });

  it("keeps logs in the stack's bucket on AWS, by the role that EKS hands to its service account", async () => {
    await stack.build({ recipes }, onEks());
    const bucket = "plinth-123456789012-eu-central-1-loki";
    assert.deepEqual(stack.value("loki", "loki", "storage"), {
      type: "s3",
      bucketNames: { chunks: bucket, ruler: bucket },
      s3: { region: "eu-central-1" },
    });
    const [period] = stack.value("loki", "loki", "schemaConfig", "configs") as { object_store: string }[];
    assert.equal(period?.object_store, "s3");
    assert.equal(stack.value("loki", "loki", "compactor", "delete_request_store"), "s3");
    assert.deepEqual(stack.value("loki", "serviceAccount"), { automountServiceAccountToken: false });
    // The chart names the service account after the release.
    const { namespace, serviceAccount } = workloads.loki;
    const { namespace: found, name } = stack.release("loki");
    assert.deepEqual({ found, name }, { found: namespace, name: serviceAccount });
    assert.deepEqual(stack.policy("loki-pod-identity"), {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "loki" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] }],
    });
  });

  it("names its role in an annotation where the config asks for that, and in no other way", async () => {
    await stack.build({ recipes }, onEks(["loki"]));
    assert.deepEqual(stack.value("loki", "serviceAccount", "annotations"), {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-loki",
    });
    assert.equal(stack.policy("loki-pod-identity"), undefined);
  });

  describeConfiguration(judge);
});
