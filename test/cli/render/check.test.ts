import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkFolder, renderCheck } from "../../../cli/render/check";
import type { CheckResult } from "../../../cli/render/check";
import { renderCluster } from "../../../cli/render/cluster";
import { hashOf } from "../../../cli/render/lock";
import { providerIds } from "../../../cli/render/providers";
import { putTree } from "./put-tree";
import { isPlinthError } from "../../../model/errors";
import { recipeIds } from "../../../model/fleet/recipes";
import { skipBecause } from "../../helpers/skip";
import { execute, repository } from "../../helpers/stack";
import { sampleRequest } from "./samples";

const tree = renderCluster(sampleRequest("aws", { recipes: ["base"] }));
const ownSchemas = join(repository, "test", "fixtures", "render", "schemas");

describe("cli/render/check", function () {
  this.timeout(120_000);
  let folder = "";
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "plinth-check-")), "demo");
    putTree(tree, folder);
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  const found = ({ problems }: CheckResult): string[] =>
    problems.map(({ proof, file, line, message }) => `${file}:${line}: ${message} [${proof}]`);

  /** Changes a file, and the lock with it, as if it had been rendered so. */
  function change(path: string, from: string | RegExp, to: string): void {
    const before = read(path);
    const after = before.replace(from, to);
    assert.notEqual(after, before);
    writeFileSync(join(folder, path), after);
    if (path.endsWith(".json")) return;
    const lock = read("plinth-lock.json").replace(hashOf(before), hashOf(after));
    writeFileSync(join(folder, "plinth-lock.json"), lock);
  }

  it("finds nothing in what was just rendered", () => {
    const { document, text, exitCode } = renderCheck(folder, {});
    assert.equal(exitCode, 0);
    assert.match(
      text ?? "",
      /^demo: 13 files with \d+ objects, all as they were rendered, and every proof holds\. Without --schemas, none was held against a schema\.$/,
    );
    const { files, objects, validated, problems, notes } = document as CheckResult;
    assert.deepEqual([files, validated, problems, notes], [tree.size, false, [], []]);
    assert.ok(objects > 15);
  });

  const mistakes: Readonly<Record<string, readonly [make: () => void, problem: string]>> = {
    "a file that was edited": [
      () => appendFileSync(join(folder, "README.md"), "mine\n"),
      "README.md:1: This file was edited since it was rendered. Render the cluster again. [lock]",
    ],
    "a file that is missing": [
      () => rmSync(join(folder, "README.md")),
      "README.md:1: This file is missing. Render the cluster again. [lock]",
    ],
    "a file that is not ours": [
      () => writeFileSync(join(folder, "cluster", "mine.yaml"), "a: b\n"),
      "cluster/mine.yaml:1: Plinth did not write this. Move it to another folder. [lock]",
    ],
    "what is no YAML": [
      () => change("cluster/00-namespace.yaml", "metadata:", "metadata: ["),
      "cluster/00-namespace.yaml:6: This is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 6, column 1: [yaml]",
    ],
    "a name that is none": [
      () => change("cluster/00-namespace.yaml", "name: clusters", "name: Clusters"),
      "cluster/00-namespace.yaml:5: The name \"Clusters\" of a Namespace is no DNS-1123 label: at most 63 lower-case letters, digits and '-', beginning and ending with a letter or a digit. [names]",
    ],
    "a version that is not served": [
      () => change("cluster/cluster.yaml", "cluster.x-k8s.io/v1beta2", "cluster.x-k8s.io/v1beta1"),
      "cluster/cluster.yaml:1: Cluster clusters/demo is of cluster.x-k8s.io/v1beta1, which the pinned release does not serve. Use cluster.x-k8s.io/v1beta2. [api-versions]",
    ],
    "a value of Helm that nothing reads": [
      () => change("addons/cilium/release.yaml", "autoMount", "automount"),
      "addons/cilium/release.yaml:50: HelmRelease clusters/demo-cilium sets `cgroup.automount`, which the chart cilium is not known to have; Helm would take it and do nothing. Did you mean `cgroup.autoMount`? [helm-values]",
    ],
    "a source that is not there": [
      () =>
        change(
          "addons/cloud-controller/release.yaml",
          "HelmRepository\n        name: demo",
          "HelmRepository\n        name: dem",
        ),
      "addons/cloud-controller/release.yaml:29: HelmRelease clusters/demo-cloud-controller comes from HelmRepository clusters/dem-cloud-controller, which is not there. [graph]",
    ],
    "a chart without a version": [
      () => change("addons/cloud-controller/release.yaml", /version: .*/, 'version: ">0.0.1"'),
      'addons/cloud-controller/release.yaml:27: HelmRelease clusters/demo-cloud-controller has the version ">0.0.1", which names no single release. Name one, such as 1.2.3. [chart-sources]',
    ],
  };
  for (const [what, [make, problem]] of Object.entries(mistakes))
    it(`finds ${what}`, () => {
      make();
      const { exitCode, document } = renderCheck(folder, {});
      assert.deepEqual(found(document as CheckResult), [problem]);
      assert.equal(exitCode, 1);
    });

  it("notes what this Plinth pins in another version, which is no problem", () => {
    change("plinth-lock.json", /"cilium": ".*"/, '"cilium": "1.0.0"');
    change("plinth-lock.json", /"kubernetes": "1\.35\.\d+"/, '"kubernetes": "1.35.0"');
    const { notes, problems } = checkFolder(folder);
    assert.deepEqual(problems, []);
    assert.equal(notes.length, 2);
    assert.match(
      notes[0] ?? "",
      /^plinth-lock\.json has kubernetes 1\.35\.0, and this Plinth renders 1\.35\.\d+\.$/,
    );
    assert.match(notes[1] ?? "", /^plinth-lock\.json has cilium 1\.0\.0, and this Plinth renders \d/);
    assert.equal(renderCheck(folder, {}).exitCode, 0);
  });

  it("leaves alone what flux bootstrap committed", () => {
    mkdirSync(join(folder, "recipes", "flux-system"));
    writeFileSync(join(folder, "recipes", "flux-system", "gotk-sync.yaml"), "a: b\n");
    assert.deepEqual(found(checkFolder(folder)), []);
  });

  it("skips no kind that the schemas do not have", () => {
    const { objects, problems, validated } = checkFolder(folder, ownSchemas);
    assert.ok(validated);
    const without = problems.filter(({ proof, message }) => {
      return proof === "schemas" && message.startsWith("There is no schema of the kind ");
    });
    // They have the Namespace only.
    assert.equal(without.length, objects - 1);
    assert.deepEqual(problems, without);
  });

  it("refuses a folder that is no cluster, and one without schemas", () => {
    const code = (path: string, schemas?: string): string => {
      try {
        checkFolder(path, schemas);
      } catch (error) {
        if (isPlinthError(error)) return error.code;
        throw error;
      }
      return "nothing";
    };
    assert.equal(code(join(folder, "cluster")), "render-folder-invalid");
    assert.equal(code(folder, folder), "render-schemas-invalid");
  });

  it("answers on the command line with findings and 1, and with a document", async () => {
    change("cluster/00-namespace.yaml", "name: clusters", "name: Clusters");
    const plinth = join(repository, "plinth");
    const { code, stdout } = await execute(plinth, ["render", "check", folder, "--json"]);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(renderCheck(folder, {}).document)));
    const plain = await execute(plinth, ["render", "check", folder]);
    assert.equal(plain.code, 1);
    assert.match(
      plain.stdout,
      /^cluster\/00-namespace\.yaml:5: .* \[names\]\ndemo: 1 problem in 13 files with \d+ objects\.\n$/,
    );
  });

  describe("with the schemas of every kind", () => {
    const schemas = process.env["PLINTH_SCHEMAS"] ?? "";
    before(function () {
      if (schemas === "") skipBecause(this, "PLINTH_SCHEMAS names no folder of schemas");
      if (!existsSync(schemas)) skipBecause(this, `PLINTH_SCHEMAS names ${schemas}, which is not there`);
    });

    for (const id of providerIds)
      for (const kubernetes of ["1.34", "1.35"])
        it(`finds every object of ${id} with Kubernetes ${kubernetes} valid`, () => {
          const place = join(folder, "..", id);
          putTree(renderCluster(sampleRequest(id, { kubernetes, recipes: [...recipeIds] })), place);
          assert.deepEqual(found(checkFolder(place, schemas)), []);
        });

    const wrong: Readonly<
      Record<string, readonly [path: string, from: string | RegExp, to: string, problem: string]>
    > = {
      "a key that is misspelt": [
        "cluster/workers.yaml",
        "bootstrap:",
        "bootstrp:",
        "has the unknown key `bootstrp`. Did you mean `bootstrap`? [schemas]",
      ],
      "a number that is text": [
        "cluster/workers.yaml",
        "replicas: 3",
        'replicas: "3"',
        '`spec.replicas` must be an integer. Given: "3". [schemas]',
      ],
      "a key of the metadata": [
        "cluster/cluster.yaml",
        "  namespace:",
        "  namespaces:",
        "`metadata` has the unknown key `namespaces`. Did you mean `namespace`? [schemas]",
      ],
    };
    for (const [what, [path, from, to, problem]] of Object.entries(wrong))
      it(`finds ${what}`, () => {
        change(path, from, to);
        const problems = found(checkFolder(folder, schemas));
        assert.ok(
          problems.some((each) => each.endsWith(problem)),
          problems.join("\n"),
        );
      });
  });
});
