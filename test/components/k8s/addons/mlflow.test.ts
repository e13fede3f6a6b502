import assert from "node:assert/strict";
import { images } from "../../../../model/versions";
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

  it("answers under the names of its Service, and under no name that a web page could choose", async () => {
    await stack.build({ recipes });
    const hosts = stack.value("mlflow", "serverAllowedHosts") as string[];
    assert.ok(hosts.includes("mlflow.devtools.svc.cluster.local:*"));
    assert.ok(!hosts.some((host) => host.startsWith("*")));
  });
});
