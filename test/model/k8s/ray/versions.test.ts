import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rayImages, rayVersion } from "../../../../model/fleet/chart-versions";
import { images } from "../../../../model/versions";

describe("model/k8s/ray: the version of Ray", () => {
  const read = (file: string) => readFileSync(join(__dirname, "../../../../workloads/ray", file), "utf8");

  it("is that which the jobs are locked for, with the stack's MLflow", () => {
    const lock = read("requirements.txt");
    assert.match(lock, new RegExp(`^ray==${rayVersion} `, "m"));
    assert.match(lock, new RegExp(`^mlflow-skinny==${images.mlflow.version} `, "m"));
  });

  it("is that of the image that the jobs' is made from", () => {
    assert.match(read("Dockerfile"), new RegExp(`^ARG RAY_IMAGE=${rayImages.cpu}$`, "m"));
    assert.ok(read("Dockerfile").includes(`RAY_IMAGE=${rayImages.gpu} `));
  });
});
