import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderCluster } from "../../../../cli/render/cluster";
import { renderExplain } from "../../../../cli/render/explain";
import type { Overview } from "../../../../cli/render/explain/overview";
import type { ExplainedSubject } from "../../../../cli/render/explain/subject";
import type { ProviderId } from "../../../../cli/render/providers";
import { putTree } from "../put-tree";
import { isPlinthError } from "../../../../model/errors";
import { sampleRequest } from "../samples";

describe("cli/render/explain", () => {
  let work = "";
  beforeEach(() => (work = mkdtempSync(join(tmpdir(), "plinth-explain-"))));
  afterEach(() => rmSync(work, { recursive: true, force: true }));

  function write(id: ProviderId = "aws", values: Record<string, unknown> = {}): string {
    const folder = join(work, id);
    putTree(renderCluster(sampleRequest(id, values)), folder);
    return folder;
  }
  const textOf = (...paths: readonly string[]): string => renderExplain(paths).text ?? "";
  const overview = (folder: string): Overview => renderExplain([folder]).document as Overview;
  const subject = (folder: string, word: string): ExplainedSubject =>
    renderExplain([folder, word]).document as ExplainedSubject;

  function refusal(...paths: readonly string[]): string {
    try {
      renderExplain(paths);
    } catch (error) {
      if (isPlinthError(error)) return error.format().replaceAll(work, "WORK");
      throw error;
    }
    return "nothing was refused";
  }

  it("says what a cluster is: files, versions, machines, order, needs and places to look", () => {
    const text = textOf(write("aws", { recipes: ["ray"], cpu: 8, memoryGiB: 64, workers: 5 }));
    assert.match(text, /^demo: Kubernetes 1\.35\.4 on Talos 1\.12, on AWS \(eu-central-1\)\.\n\nFiles\n/);
    assert.match(
      text,
      /\ncluster\/workers\.yaml +the workers, and when one counts as unhealthy +the management cluster\n/,
    );
    assert.match(text, /\nKubernetes +1\.35\.4 +the default: 1\.35; its newest patch that Plinth knows\n/);
    assert.match(text, /\n- Talos from 1\.12 to below 1\.13 needs Kubernetes from 1\.30 to below 1\.36\.\n/);
    assert.match(
      text,
      /\n- workers: 5 × r7i\.2xlarge \(8 CPUs, 64 GiB\), the first of \d+ types with at least 8 CPUs \(cpu\) and 64 GiB \(memoryGiB\): row \d+, after m7i\.2xlarge \(8 CPUs, 32 GiB\), which has too little\.\n/,
    );
    assert.match(text, /\n1\. You: Make the instance profiles: /);
    assert.match(
      text,
      /\n\d+\. The Kustomization recipe-ray is applied \(\.\/fleet\/recipes\/ray\)\. Waits for sources; recipe-base\.\n/,
    );
    assert.match(text, /\n- talosApiCidrs: \["10\.0\.0\.0\/8"\]\. The addresses from which/);
    assert.match(
      text,
      /\nWhere to look when the cluster stays Provisioning, in this order\n1\. clusterctl describe cluster demo --namespace clusters --show-conditions all\n {3}The first/,
    );
    assert.doesNotMatch(text, /undefined|<[a-z]+>/);
  });

  it("says what was asked for, what is made to measure, and what nobody has shown to work", () => {
    const asked = overview(write("proxmox", { kubernetes: "1.34", cpu: 6 }));
    const why = (component: string) => asked.versions.find((version) => version.component === component)?.why;
    assert.equal(why("Kubernetes"), "asked for: 1.34; its newest patch that Plinth knows");
    assert.equal(why("Talos"), "the default: 1.12");
    assert.equal(asked.machines[1]?.why, "made to measure: 6 CPUs (cpu) and 16 GiB (memoryGiB)");
    assert.deepEqual(asked.unproven, [
      "The Proxmox provider 0.9.0 was tested with Cluster API 1.11 and 1.12.",
    ]);
    assert.ok(asked.places.some(({ command }) => command.endsWith("get inclusterippools,ipaddressclaims")));
    assert.ok(!asked.places.some(({ command }) => command.includes("cloud-controller")));
  });

  it("puts open placeholders first", () => {
    const { placeholders } = overview(write("azure"));
    assert.deepEqual(
      placeholders.map(({ input, open }) => [input, open]),
      [
        ["subscriptionId", true],
        ["tenantId", true],
        ["clientId", true],
        ["imageGallery", false],
        ["imageName", false],
      ],
    );
    assert.match(
      textOf(join(work, "azure")),
      /\n- tenantId \(open\): 00000000-0000-0000-0000-000000000000\. /,
    );
  });

  it("explains an object: what for, of which inputs, what it refers to, and what refers to it", () => {
    const folder = write();
    const [object, ...others] = subject(folder, "machinedeployment/DEMO-workers").objects;
    assert.deepEqual(others, []);
    assert.equal(object?.purpose, "makes and replaces the workers, as a Deployment does with pods.");
    assert.equal(object.inputs["workers"], 3);
    assert.deepEqual(
      object.refersTo.map(({ kind, path, file }) => [kind, path, file]),
      [
        ["Cluster", "spec.clusterName", "cluster/cluster.yaml"],
        ["Cluster", "spec.template.spec.clusterName", "cluster/cluster.yaml"],
        ["TalosConfigTemplate", "spec.template.spec.bootstrap.configRef", "cluster/workers.yaml"],
        ["AWSMachineTemplate", "spec.template.spec.infrastructureRef", "cluster/workers.yaml"],
      ],
    );
    const [cluster] = subject(folder, "Cluster/demo").objects;
    assert.deepEqual(
      cluster?.referredToBy.map(({ kind, path }) => `${kind} ${path}`),
      [
        "MachineDeployment spec.clusterName",
        "MachineDeployment spec.template.spec.clusterName",
        "MachineHealthCheck spec.clusterName",
      ],
    );
    const text = textOf(folder, "HelmRelease/demo-envoy-gateway");
    assert.match(
      text,
      /^HelmRelease clusters\/demo-envoy-gateway installs Envoy Gateway, from the management/,
    );
    assert.match(
      text,
      /\nRefers to:\n {2}HelmRelease demo-cilium +spec\.dependsOn\[0\] +addons\/cilium\/release\.yaml\n/,
    );
    assert.match(text, /\n {2}Secret demo-kubeconfig +spec\.kubeConfig\.secretRef +not in this folder$/);
  });

  it("explains a file, a kind, and a name that several have", () => {
    const folder = write();
    const file = subject(folder, "./cluster/workers.yaml");
    assert.equal(file.file?.appliedTo, "the management cluster");
    assert.deepEqual(
      file.objects.map(({ kind }) => kind),
      ["AWSMachineTemplate", "TalosConfigTemplate", "MachineDeployment", "MachineHealthCheck"],
    );
    assert.equal(subject(folder, "HelmRelease").objects.length, 3);
    assert.match(textOf(folder, "demo"), /^There are 3 of 'demo'\.\n\n/);
    assert.match(
      textOf(folder, "README.md"),
      /^README\.md: the commands that apply the cluster, in their order; applied to nowhere\.$/,
    );
  });

  it("names the nearest thing for a subject that is not there", () => {
    const folder = write();
    const fix =
      "Give the path of a file, or an object as Kind/name; `./plinth render explain WORK/aws` lists the files.";
    const given: readonly (readonly [string, string])[] = [
      ["cluster/workers.yml", "Did you mean `cluster/workers.yaml`? "],
      ["Clusters/demo", "Did you mean `Cluster/demo`? "],
      ["machinedeploymant", "Did you mean `MachineDeployment`? "],
      ["something quite different", ""],
    ];
    for (const [word, meant] of given)
      assert.equal(
        refusal(folder, word),
        `WORK/aws has no file and no object '${word}'. [usage]\nFix: ${meant}${fix}`,
      );
    assert.match(refusal(work), /^WORK has no plinth-lock\.json, .* \[render-folder-invalid\]\n/);
  });

  it("notes what is edited, and shows no secret of an edited lock", () => {
    const folder = write("gcp");
    appendFileSync(join(folder, "cluster", "workers.yaml"), "# mine\n");
    assert.match(
      textOf(folder),
      /^Note: .*gcp has files that are edited since they were rendered, and taken as they are: cluster\/workers\.yaml\.\n/,
    );
    const tree = renderCluster(sampleRequest("gcp"));
    const token = `ghp_${"a".repeat(30)}`;
    writeFileSync(
      join(folder, "plinth-lock.json"),
      (tree.get("plinth-lock.json") ?? "").replace('"imageFamily": "talos"', `"imageFamily": "${token}"`),
    );
    for (const text of [textOf(folder), textOf(folder, "cluster/workers.yaml")]) {
      assert.match(text, /imageFamily:? +\(hidden\)/);
      assert.doesNotMatch(text, /ghp_/);
    }
  });
});
