import assert from "node:assert/strict";
import { InferenceCrds } from "../../../../components/k8s/addons/inference-crds";
import { recipes } from "../../../../model/fleet/recipes";
import { Registrations } from "../../../helpers/registrations";

describe("components/k8s/addons/inference-crds", () => {
  const registered = new Registrations();
  let files: readonly string[] = [];

  before(async () => {
    await registered.start({ stack: "test", preview: true });
    new InferenceCrds("platform-inference-crds");
    await registered.settled();
    const groups = registered.all().filter(({ type }) => type.endsWith(":ConfigGroup"));
    files = groups.flatMap(({ inputs }) => inputs["files"] as string[]);
  });

  it("takes each definition once, at a tag", () => {
    assert.equal(new Set(files).size, files.length);
    for (const file of files)
      assert.match(file, /^https:\/\/raw\.githubusercontent\.com\/[^/]+\/[^/]+\/v\d+\.\d+\.\d+\//);
  });

  it("defines the groups that the recipe says it owns, beside those of LeaderWorkerSet's chart", () => {
    const groups = new Set(files.map((file) => (file.split("/").at(-1) ?? "").split("_")[0]));
    for (const group of recipes.llm.ownsCrdsOf.filter(
      (name) => !/^(?:leaderworkerset|disaggregatedset)\./.test(name),
    ))
      assert.ok(groups.has(group), group);
  });
});
