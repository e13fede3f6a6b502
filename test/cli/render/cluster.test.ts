import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import { renderCluster } from "../../../cli/render/cluster";
import type { RenderedTree } from "../../../cli/render/cluster";
import { fleetFiles } from "../../../cli/render/fleet-files";
import { hashesOf, hashOf } from "../../../cli/render/lock";
import { providerIds } from "../../../cli/render/providers";
import { putTree } from "./put-tree";
import { repositoryRoot } from "../../../automation/paths";
import { recipeIds, recipes, withDependencies } from "../../../model/fleet/recipes";
import { kubernetesPatches } from "../../../model/fleet/versions";
import { sampleRequest } from "./samples";

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Record<string, never>;
}

function objects(tree: RenderedTree): readonly Manifest[] {
  return [...tree]
    .filter(([path]) => path.endsWith(".yaml"))
    .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
}

function only(tree: RenderedTree, kind: string): Manifest {
  const [found, ...more] = objects(tree).filter((object) => object.kind === kind);
  assert.ok(found !== undefined && more.length === 0, `${more.length + 1} objects of the kind ${kind}`);
  return found;
}

/** Values that any provider takes. */
const values = fc.record({
  name: fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/),
  namespace: fc.constantFrom("clusters", "on", "1e3", "0x1f"),
  workers: fc.integer({ min: 1, max: 30 }),
  cpu: fc.integer({ min: 1, max: 64 }),
  memoryGiB: fc.integer({ min: 1, max: 384 }),
  controlPlanes: fc.constantFrom(1, 3, 5),
  diskGiB: fc.integer({ min: 10, max: 1000 }),
  kubernetes: fc.constantFrom("1.34", "1.35"),
  recipes: fc.subarray([...recipeIds]),
});

describe("cli/render/cluster", () => {
  it("has a folder for every provider, and no other", () => {
    const folders = readdirSync(join(repositoryRoot, "fleet", "clusters"));
    const shared = ["cilium", "gateway", "templates"];
    assert.deepEqual(folders.filter((name) => !shared.includes(name)).sort(), [...providerIds]);
    for (const id of providerIds)
      for (const name of [
        "README.md",
        "values.example.yaml",
        "overlay.yaml",
        "machine.yaml",
        "machines.yaml",
      ])
        assert.ok(existsSync(join(repositoryRoot, "fleet", "clusters", id, name)), `${id}/${name}`);
  });

  it("uses every template", () => {
    const files = new Map(fleetFiles());
    for (const path of files.keys()) {
      const without = new Map([...files].filter(([name]) => name !== path));
      const fails = [[], ["gateway"]].some((wanted) =>
        providerIds.some((id) => {
          try {
            renderCluster(sampleRequest(id, { recipes: wanted }), without);
            return false;
          } catch {
            return true;
          }
        }),
      );
      // The defaults were read when the request was made.
      assert.ok(fails || path.endsWith("values.example.yaml"), `${path} is used by no provider`);
    }
  });

  it("refuses a variable that no template uses, with the place of its value", () => {
    const files = new Map(fleetFiles());
    const overlay = files.get("gcp/overlay.yaml") ?? "";
    const machine = files.get("gcp/machine.yaml") ?? "";
    files.set("gcp/overlay.yaml", overlay);
    files.set("gcp/machine.yaml", machine.replace(/^imageFamily.*\n/m, ""));
    assert.throws(
      () => renderCluster(sampleRequest("gcp"), files),
      /fleet\/clusters\/gcp\/values\.example\.yaml:\d+: The variable \$\{IMAGE_FAMILY\} is used by no template\./,
    );
  });

  for (const id of providerIds) {
    describe(id, () => {
      it("renders what refers to what is there", () => {
        const tree = renderCluster(sampleRequest(id));
        const all = objects(tree);
        const named = new Set(all.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
        const references = JSON.stringify(all).matchAll(/"kind":"(\w+)","name":"([\w-]+)"\}/g);
        for (const [, kind = "", name = ""] of references)
          if (!["GitRepository", "AWSClusterControllerIdentity"].includes(kind))
            assert.ok(named.has(`${kind}/${name}`), `there is no ${kind}/${name}`);
      });

      it("renders the same for the same, and parses, whatever is asked for", () => {
        fc.assert(
          fc.property(values, (given) => {
            const request = sampleRequest(id, given);
            const tree = renderCluster(request);
            assert.deepEqual([...renderCluster(sampleRequest(id, given))], [...tree]);
            // As kubectl reads it.
            for (const [path, text] of tree)
              if (path.endsWith(".yaml"))
                for (const document of parseAllDocuments(text, { version: "1.1" })) {
                  assert.deepEqual(document.errors, []);
                  const { metadata } = document.toJS() as Manifest;
                  assert.equal(typeof metadata.name, "string");
                  assert.match(metadata.name, /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/);
                  assert.ok(metadata.name.length <= 63);
                }
            const { replicas } = only(tree, "MachineDeployment").spec;
            assert.equal(replicas, given.workers);
          }),
          { numRuns: 25 },
        );
      });

      it("is valid, strict, with nothing skipped", function () {
        this.timeout(120_000);
        const schemas = process.env["PLINTH_SCHEMAS"];
        if (schemas === undefined || !existsSync(schemas) || spawnSync("kubeconform", ["-v"]).status !== 0) {
          console.log("      (needs kubeconform, and PLINTH_SCHEMAS with the folder of schemas)");
          return this.skip();
        }
        for (const kubernetes of ["1.34", "1.35"] as const) {
          const folder = mkdtempSync(join(tmpdir(), "plinth-render-"));
          try {
            const wanted = { kubernetes, recipes: [...recipeIds] };
            putTree(renderCluster(sampleRequest(id, wanted)), join(folder, "demo"));
            rmSync(join(folder, "demo", "plinth-lock.json"));
            const core = `${schemas}/_k8s/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json`;
            const custom = `${schemas}/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`;
            const args = [
              "-strict",
              "-output",
              "json",
              "-summary",
              "-kubernetes-version",
              kubernetesPatches[kubernetes],
            ];
            const run = spawnSync(
              "kubeconform",
              [...args, "-schema-location", core, "-schema-location", custom, folder],
              {
                encoding: "utf8",
              },
            );
            const { resources, summary } = JSON.parse(run.stdout) as {
              resources: unknown[];
              summary: { valid: number; skipped: number };
            };
            assert.deepEqual(resources, [], "invalid objects");
            assert.equal(summary.skipped, 0);
            assert.ok(summary.valid > 15);
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        }
      });
    });
  }

  it("locks inputs, versions and the hash of every file", () => {
    const tree = renderCluster(sampleRequest("aws", { workers: 5 }));
    const text = tree.get("plinth-lock.json") ?? "";
    const lock = JSON.parse(text) as { inputs: { workers: number }; versions: Record<string, string> };
    assert.equal(lock.inputs.workers, 5);
    assert.equal(lock.versions["kubernetes"], "1.35.4");
    const hashes = hashesOf(text);
    assert.deepEqual([...(hashes?.keys() ?? []), "plinth-lock.json"], [...tree.keys()]);
    for (const [path, hash] of hashes ?? []) assert.equal(hash, hashOf(tree.get(path) ?? ""));
  });

  it("gives another machine another template, and the same one its old name", () => {
    const name = (values: Record<string, unknown>): string =>
      objects(renderCluster(sampleRequest("aws", values)))
        .filter(({ kind }) => kind === "AWSMachineTemplate")
        .map(({ metadata }) => metadata.name)
        .at(-1) ?? "";
    assert.equal(name({}), name({ workers: 9 }));
    assert.notEqual(name({}), name({ cpu: 8 }));
  });

  it("installs Cilium and the rest from the management cluster, in their order", () => {
    const releases = objects(renderCluster(sampleRequest("aws"))).filter(
      ({ kind }) => kind === "HelmRelease",
    );
    assert.deepEqual(
      releases.map(({ metadata, spec }) => [metadata.name, spec["kubeConfig"], spec["dependsOn"]]),
      [
        ["demo-cilium", undefined],
        ["demo-cloud-controller", [{ name: "demo-cilium" }]],
        ["demo-envoy-gateway", [{ name: "demo-cilium" }]],
      ].map(([name, dependsOn]) => [
        name,
        { secretRef: { name: "demo-kubeconfig", key: "value" } },
        dependsOn,
      ]),
    );
  });

  it("gives the virtual address of Proxmox to control planes only", () => {
    const tree = renderCluster(sampleRequest("proxmox"));
    assert.match(
      JSON.stringify(only(tree, "TalosControlPlane")),
      /kind: Layer2VIPConfig\\nname: 10\.0\.0\.10\\n/,
    );
    assert.doesNotMatch(JSON.stringify(only(tree, "TalosConfigTemplate")), /Layer2VIPConfig/);
  });

  it("points to the recipes and to all that they need", () => {
    const tree = renderCluster(sampleRequest("aws", { recipes: ["llm"] }));
    const ids = withDependencies(["llm"]);
    assert.deepEqual(
      [...tree.keys()].filter((path) => path.startsWith("recipes/")).sort(),
      ["sources", ...ids].map((id) => `recipes/${id}.yaml`).sort(),
    );
    for (const id of ids) {
      const { spec } = parse(tree.get(`recipes/${id}.yaml`) ?? "") as {
        spec: { path: string; dependsOn: { name: string }[] };
      };
      assert.equal(spec.path, `./${recipes[id].path}`);
      assert.deepEqual(
        spec.dependsOn.map(({ name }) => name),
        ["sources", ...recipes[id].dependsOn.map((one) => `recipe-${one}`)],
      );
    }
    assert.deepEqual(
      [...renderCluster(sampleRequest("aws", { recipes: [] })).keys()].filter((path) =>
        path.startsWith("recipes/"),
      ),
      [],
    );
  });
});
