import assert from "node:assert/strict";
import { parse } from "yaml";
import { bucketName, keyAlias } from "../../../../model/eks/scope";
import { workloads } from "../../../../model/eks/workloads";
import { leftOutOfBackups } from "../../../../model/k8s/backup";
import { onEks } from "../../../helpers/clusters";
import { backupNeeds } from "../../../helpers/configs";
import { scope } from "../../../helpers/eks-scope";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["backup"];

describe("components/k8s/addons/velero", () => {
  const stack = new ServiceStack();

  const spec = (kind: string, suffix = ""): Readonly<Record<string, unknown>> => {
    const { inputs } = stack.registered.get(kind, `platform-velero${suffix}`);
    return inputs["spec"] as Readonly<Record<string, unknown>>;
  };
  const location = (): Readonly<Record<string, unknown>> =>
    spec("kubernetes:velero.io/v1:BackupStorageLocation");

  it("has schedules of objects and of all, kept for as long as the config says", async () => {
    const full = { cron: "15 1 * * *", keepHours: 48 };
    await stack.build({ recipes, backup: { ...backupNeeds.backup, full } });
    const objects = stack.value("velero", "schedules", "objects") as { schedule: string; template: object };
    assert.equal(objects.schedule, "0 * * * *");
    assert.equal(stack.value("velero", "schedules", "objects", "template", "ttl"), "72h0m0s");
    assert.equal(stack.value("velero", "schedules", "full", "schedule"), "15 1 * * *");
    assert.equal(stack.value("velero", "schedules", "full", "template", "ttl"), "48h0m0s");
  });

  it("takes no snapshot of a volume whose claim is left out, and says so before there are schedules", async () => {
    await stack.build({ recipes }, onEks());
    const map = stack.registered.get("kubernetes:core/v1:ConfigMap", "platform-velero-volume-policies");
    const { metadata, data } = map.inputs as {
      readonly metadata: { readonly name: string; readonly namespace: string };
      readonly data: Readonly<Record<string, string>>;
    };
    assert.equal(metadata.namespace, "velero");
    const policies = Object.values(data);
    // Velero refuses a ConfigMap with more than one key.
    assert.equal(policies.length, 1);
    assert.deepEqual(parse(policies[0] ?? ""), {
      version: "v1",
      volumePolicies: [{ conditions: { pvcLabels: leftOutOfBackups }, action: { type: "skip" } }],
    });
    assert.deepEqual(stack.value("velero", "schedules", "full", "template", "resourcePolicy"), {
      kind: "configmap",
      name: metadata.name,
    });
    assert.equal(stack.value("velero", "schedules", "objects", "template", "resourcePolicy"), undefined);
    const release = stack.registered.get("kubernetes:helm.sh/v3:Release", "platform-velero");
    assert.ok(release.dependencies.some((urn) => urn.endsWith("::platform-velero-volume-policies")));
  });

  it("leaves out what must not come back, and nothing else that is in no namespace", async () => {
    await stack.build({ recipes });
    const template = stack.value("velero", "schedules", "full", "template") as {
      excludedNamespaces: string[];
      excludedResources: string[];
      includeClusterResources: boolean;
    };
    assert.ok(template.excludedNamespaces.includes("velero"));
    for (const kind of ["nodes", "nodeclaims.karpenter.sh", "targetgroupbindings.elbv2.k8s.aws"])
      assert.ok(template.excludedResources.includes(kind), kind);
    assert.equal(template.includeClusterResources, true);
  });

  it("writes to the bucket of any server that speaks S3, with keys from a store of secrets", async () => {
    await stack.build({ recipes });
    assert.deepEqual(location(), {
      provider: "aws",
      default: true,
      accessMode: "ReadWrite",
      objectStorage: { bucket: "backups" },
      config: {
        region: "us-east-1",
        s3Url: "https://s3.example.com:9000",
        s3ForcePathStyle: "true",
        checksumAlgorithm: "",
      },
      credential: { name: "velero-bucket", key: "cloud" },
    });
    const secret = spec("kubernetes:external-secrets.io/v1:ExternalSecret", "-credentials");
    assert.deepEqual(secret["secretStoreRef"], { kind: "ClusterSecretStore", name: "vault" });
    assert.deepEqual(secret["data"], [
      { secretKey: "accessKeyId", remoteRef: { key: "backup/bucket", property: "accessKeyId" } },
      { secretKey: "secretAccessKey", remoteRef: { key: "backup/bucket", property: "secretAccessKey" } },
    ]);
  });

  it("lets Velero out to the server's port, where the namespace does not", async () => {
    await stack.build({ recipes });
    assert.deepEqual((stack.policy("velero-bucket") as { egress: unknown }).egress, [
      { ports: [{ protocol: "TCP", port: 9000 }] },
    ]);
    await stack.build({ recipes, backup: { ...backupNeeds.backup, endpoint: "https://s3.example.com" } });
    assert.equal(stack.policy("velero-bucket"), undefined);
    await stack.build({ recipes, backup: { ...backupNeeds.backup, endpoint: "http://minio.storage" } });
    assert.deepEqual((stack.policy("velero-bucket") as { egress: unknown }).egress, [
      { ports: [{ protocol: "TCP", port: 80 }] },
    ]);
  });

  it("speaks to AWS's own servers where no other is named", async () => {
    const { credentials, bucket } = backupNeeds.backup;
    await stack.build({ recipes, backup: { credentials, bucket, region: "eu-central-1" } });
    assert.deepEqual(location()["config"], { region: "eu-central-1" });
  });

  it("takes snapshots by CSI only where the config says that the cluster can", async () => {
    await stack.build({ recipes });
    assert.equal(stack.value("velero", "schedules", "full", "template", "snapshotVolumes"), false);
    assert.equal(stack.value("velero", "configuration", "features"), undefined);
    await stack.build({ recipes, backup: { ...backupNeeds.backup, volumes: "csi" } });
    assert.equal(stack.value("velero", "schedules", "full", "template", "snapshotVolumes"), true);
    assert.equal(stack.value("velero", "schedules", "objects", "template", "snapshotVolumes"), false);
    assert.equal(stack.value("velero", "configuration", "features"), "EnableCSI");
  });

  it("runs nothing on the nodes, and all that it runs as Pod Security's strictest level wants", async () => {
    await stack.build({ recipes });
    assert.equal(stack.value("velero", "deployNodeAgent"), false);
    assert.equal(stack.value("velero", "podSecurityContext", "runAsNonRoot"), true);
    assert.equal(stack.value("velero", "containerSecurityContext", "readOnlyRootFilesystem"), true);
    const [plugin] = stack.value("velero", "initContainers") as { image: string; securityContext: object }[];
    assert.match(plugin?.image ?? "", /:v\d+\.\d+\.\d+$/);
    assert.deepEqual(plugin?.securityContext, stack.value("velero", "containerSecurityContext"));
  });

  describe("on AWS", () => {
    it("writes to the stack's bucket with the stack's key, and takes snapshots of EBS", async () => {
      await stack.build({ recipes }, onEks());
      const region = scope.region;
      assert.deepEqual(location(), {
        provider: "aws",
        default: true,
        accessMode: "ReadWrite",
        objectStorage: { bucket: bucketName(scope, "velero") },
        config: { region, kmsKeyId: keyAlias(scope, "s3") },
      });
      assert.deepEqual(spec("kubernetes:velero.io/v1:VolumeSnapshotLocation", "-snapshots"), {
        provider: "aws",
        config: { region },
      });
      assert.equal(stack.value("velero", "schedules", "full", "template", "snapshotVolumes"), true);
      assert.equal(stack.value("velero", "configuration", "features"), undefined);
    });

    it("has its role from EKS, and can ask the node's agent for it", async () => {
      await stack.build({ recipes }, onEks());
      assert.equal(stack.value("velero", "serviceAccount"), undefined);
      assert.deepEqual((stack.policy("velero-pod-identity") as { podSelector: unknown }).podSelector, {
        matchLabels: { "app.kubernetes.io/name": "velero" },
      });
      const { namespace, serviceAccount } = workloads.velero;
      const { namespace: found, name } = stack.release("velero");
      // The chart names the service account so.
      assert.deepEqual([found, `${String(name)}-server`], [namespace, serviceAccount]);
    });

    it("names its role in an annotation where the config asks for that", async () => {
      await stack.build({ recipes }, onEks(["velero"]));
      assert.deepEqual(stack.value("velero", "serviceAccount", "server", "annotations"), {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-velero",
      });
      assert.equal(stack.policy("velero-pod-identity"), undefined);
    });
  });
});
