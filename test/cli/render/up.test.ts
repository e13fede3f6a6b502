import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderCluster } from "../../../cli/render/cluster";
import type { RenderedTree } from "../../../cli/render/cluster";
import { fleetFiles } from "../../../cli/render/fleet-files";
import { chooseMachine } from "../../../cli/render/machines";
import { prove } from "../../../cli/render/proofs";
import { providerIds } from "../../../cli/render/providers";
import type { ProviderId } from "../../../cli/render/providers";
import { renderUp, requestOf } from "../../../cli/render/up";
import { recipeIds } from "../../../model/fleet/recipes";
import { sampleRequest } from "./samples";

describe("cli/render/up", () => {
  let work = "";
  beforeEach(() => (work = mkdtempSync(join(tmpdir(), "plinth-up-"))));
  afterEach(() => rmSync(work, { recursive: true, force: true }));

  const up = async (options: Record<string, string>): Promise<string> =>
    (await renderUp({ out: work, ...options }, { signal: new AbortController().signal })).text ?? "";

  it("writes the folder of the cluster, and says which machines were chosen", async () => {
    const text = await up({ provider: "aws", name: "demo", cpu: "4", memory: "32", workers: "5" });
    assert.match(text, /^demo: 13 files in .*demo \(created\)\.$/m);
    assert.match(text, /^Control plane: 3 × m7i\.large \(2 CPUs, 8 GiB\)\.$/m);
    assert.match(text, /^Workers: 5 × r7i\.xlarge \(4 CPUs, 32 GiB\)\.$/m);
    assert.deepEqual(readdirSync(work), ["demo"]);
    assert.ok(existsSync(join(work, "demo", "README.md")));
    assert.match(
      await up({ provider: "aws", name: "demo", cpu: "4", memory: "32", workers: "5" }),
      /\(unchanged\)/,
    );
    assert.match(await up({ provider: "aws", name: "demo" }), /\(replaced\)/);
  });

  it("says which placeholders stand, until they are given", async () => {
    assert.match(
      await up({ provider: "azure", name: "demo" }),
      /Placeholders, .*: subscriptionId, tenantId, clientId\./,
    );
    const file = join(work, "azure.yaml");
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    writeFileSync(file, `subscriptionId: ${id}\ntenantId: ${id}\nclientId: ${id}\n`);
    assert.doesNotMatch(await up({ provider: "azure", name: "demo", values: file }), /Placeholders/);
  });

  it("takes options over the file of values over the defaults", () => {
    const file = join(work, "values.yaml");
    writeFileSync(file, "name: demo\nworkers: 7\ncpu: 8\nrecipes: []\n");
    const { values } = requestOf({ provider: "aws", values: file, cpu: "16", recipes: "ray,base" });
    assert.deepEqual(
      [values.name, values.workers, values.cpu, values.memoryGiB, values.recipes],
      ["demo", 7, 16, 16, ["ray", "base"]],
    );
  });

  const needs: readonly (readonly [ProviderId, number, number, string | undefined])[] = [
    ["aws", 1, 1, "c7i.large"],
    ["aws", 5, 1, "c7i.2xlarge"],
    ["azure", 4, 16, "Standard_D4s_v5"],
    ["azure", 2, 17, "Standard_E4s_v5"],
    ["gcp", 4, 17, "n2-highmem-4"],
    ["gcp", 81, 1, "n2-standard-128"],
    ["proxmox", 3, 7, undefined],
  ];
  for (const [id, cpu, memoryGiB, name] of needs)
    it(`chooses the smallest machine of ${id} with ${cpu} CPUs and ${memoryGiB} GiB`, () => {
      const machine = chooseMachine(id, { cpu, memoryGiB }, fleetFiles());
      assert.ok(typeof machine !== "string");
      assert.equal(machine.name, name);
      assert.ok(machine.cpu >= cpu && machine.memoryGiB >= memoryGiB);
    });

  /**
   * What a tree says, but for the recipes that were asked for, as the lock tells them: what these need comes with them,
   * so that two thirds of the subsets give a tree that another one gave.
   */
  const contentsOf = (tree: RenderedTree): string =>
    [...tree].map(([path, text]) => `${path}\n${text.replace(/"recipes": \[[^\]]*\]/, "")}`).join("\n");

  for (const id of providerIds)
    it(`proves every subset of the recipes on ${id}, with two pairs of versions`, function () {
      this.timeout(120_000);
      const proven = new Set<string>();
      for (const kubernetes of ["1.34", "1.35"])
        for (let bits = 0; bits < 2 ** recipeIds.length; bits++) {
          const recipes = recipeIds.filter((_id, index) => (bits >> index) % 2 === 1);
          const tree = renderCluster(sampleRequest(id, { kubernetes, recipes }));
          const contents = hash("sha256", contentsOf(tree));
          if (!proven.has(contents)) assert.deepEqual(prove(tree), []);
          proven.add(contents);
        }
      assert.ok(proven.size > 2 * recipeIds.length, `${proven.size} trees`);
    });
});
