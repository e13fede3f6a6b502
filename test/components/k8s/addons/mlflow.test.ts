import assert from "node:assert/strict";
import { workloads } from "../../../../model/eks/workloads";
import { images } from "../../../../model/versions";
import { onEks } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["devtools"];

describe("components/k8s/addons/mlflow", () => {
  const stack = new ServiceStack();
  const claim = (): Readonly<Record<string, unknown>> =>
    stack.registered.get("kubernetes:core/v1:PersistentVolumeClaim", "platform-mlflow").inputs;

  it("runs the laptop stack's image, on its port", async () => {
    await stack.build({ recipes });
    const image = stack.value("mlflow", "image") as Record<string, string>;
    assert.equal(`${image["repository"] ?? ""}:${image["tag"] ?? ""}`, images.mlflow.pull);
    assert.equal(stack.value("mlflow", "service", "port"), 5000);
  });

  it("keeps its database and the artifacts on one volume, of the size and the class that the config names", async () => {
    await stack.build({ recipes, storageClass: "fast", devtools: { mlflowVolumeGiB: 100 } });
    assert.deepEqual(claim()["spec"], {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "fast",
      resources: { requests: { storage: "100Gi" } },
    });
    const path = String(stack.value("mlflow", "backendStore", "defaultSqlitePath"));
    const artifacts = String(stack.value("mlflow", "artifactRoot", "defaultArtifactsDestination"));
    const [mount] = stack.value("mlflow", "extraVolumeMounts") as { readonly mountPath: string }[];
    for (const place of [path, artifacts]) assert.ok(place.startsWith(`${mount?.mountPath ?? "?"}/`), place);
  });

  it("brings the database that it uses up to date before it starts", async () => {
    await stack.build({ recipes });
    const [migration] = stack.value("mlflow", "initContainers") as { readonly command: string[] }[];
    const path = String(stack.value("mlflow", "backendStore", "defaultSqlitePath"));
    assert.deepEqual(migration?.command, ["mlflow", "db", "upgrade", `sqlite:///${path}`]);
  });

  it("keeps runs in the stack's Postgres on AWS and artifacts in its bucket", async () => {
    await stack.build({ recipes }, onEks());
    assert.deepEqual(stack.value("mlflow", "artifactRoot"), {
      proxiedArtifactStorage: true,
      s3: { enabled: true, bucket: "plinth-123456789012-eu-central-1-mlflow" },
    });
    assert.equal(stack.value("mlflow", "extraArgs", "backendStoreUri"), "postgresql+psycopg2://");
    const variables = stack.value("mlflow", "extraEnvVars") as Record<string, string>;
    assert.equal(variables["PGUSER"], "plinth_mlflow");
    assert.equal(variables["PGSSLMODE"], "verify-full");
    assert.equal(variables["PGSSLROOTCERT"], "/run/rds-authorities/ca.crt");
    assert.ok(!Object.keys(variables).includes("PGPASSWORD"));
    const kinds = stack.registered.all().map(({ type }) => type);
    assert.ok(!kinds.includes("kubernetes:core/v1:PersistentVolumeClaim"));
    const { namespace, serviceAccount } = workloads.mlflow;
    const { namespace: found, name } = stack.release("mlflow");
    assert.deepEqual({ found, name }, { found: namespace, name: serviceAccount });
    assert.ok(stack.policy("mlflow-pod-identity"));
  });

  it("has a token before it migrates the database on AWS, written as libpq reads it", async () => {
    await stack.build({ recipes }, onEks());
    const containers = stack.value("mlflow", "initContainers") as {
      readonly name: string;
      readonly command: readonly string[];
    }[];
    assert.deepEqual(
      containers.map(({ name }) => name),
      ["postgres-login", "migrate"],
    );
    assert.match(containers[0]?.command.join() ?? "", /token\.replace\(":", r"\\:"\)/);
  });

  it("has the authorities of RDS wherever it talks to Postgres", async () => {
    await stack.build({ recipes }, onEks());
    interface Mounted {
      readonly volumeMounts: readonly { readonly mountPath: string }[];
    }
    const [, migration] = stack.value("mlflow", "initContainers") as readonly Mounted[];
    const server = stack.value("mlflow", "extraVolumeMounts") as Mounted["volumeMounts"];
    for (const mounts of [migration?.volumeMounts ?? [], server])
      assert.ok(mounts.some(({ mountPath }) => mountPath === "/run/rds-authorities"));
    const volumes = stack.value("mlflow", "extraVolumes") as { readonly secret?: { secretName: string } }[];
    assert.deepEqual(
      volumes.flatMap(({ secret }) => (secret === undefined ? [] : [secret.secretName])),
      ["rds-authorities"],
    );
  });

  it("answers under the names of its Service, and under no name that a web page could choose", async () => {
    await stack.build({ recipes });
    const hosts = stack.value("mlflow", "serverAllowedHosts") as string[];
    assert.ok(hosts.includes("mlflow.devtools.svc.cluster.local:*"));
    assert.ok(!hosts.some((host) => host.startsWith("*")));
  });
});
