import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { stringify } from "yaml";
import type { CommandResult } from "../../../../cli/command";
import { renderCluster } from "../../../../cli/render/cluster";
import { renderDiff } from "../../../../cli/render/diff";
import type { Comparison } from "../../../../cli/render/diff/document";
import type { ProviderId } from "../../../../cli/render/providers";
import { putTree } from "../put-tree";
import type { Terminal } from "../../../../cli/terminal";
import { isPlinthError } from "../../../../model/errors";
import { sampleRequest } from "../samples";

const terminal = { colours: pc.createColors(false) } as Terminal;

describe("cli/render/diff", () => {
  let work = "";
  beforeEach(() => (work = mkdtempSync(join(tmpdir(), "plinth-diff-"))));
  afterEach(() => rmSync(work, { recursive: true, force: true }));

  function write(name: string, values: Record<string, unknown> = {}, id: ProviderId = "aws"): string {
    const folder = join(work, name);
    putTree(renderCluster(sampleRequest(id, values)), folder);
    return folder;
  }
  const diff = (...folders: readonly string[]): CommandResult => renderDiff(folders, { terminal });
  const textOf = (...folders: readonly string[]): string =>
    (diff(...folders).text ?? "").replaceAll(work, "WORK");
  const documentOf = (...folders: readonly string[]): Comparison => diff(...folders).document as Comparison;

  /** The whole refusal. */
  function refusal(...folders: readonly string[]): string {
    try {
      diff(...folders);
    } catch (error) {
      if (isPlinthError(error)) return error.format().replaceAll(work, "WORK");
      throw error;
    }
    return "nothing was refused";
  }

  it("shows what rolls, what is free, why, and what is left behind", () => {
    const text = textOf(write("a"), write("b", { cpu: 8, memoryGiB: 64, workers: 5 }));
    const lines = text.split("\n");
    assert.deepEqual(lines.slice(0, 3), [
      "WORK/a → WORK/b: 2 changes: 1 rolls, 1 free.",
      "Inputs: cpu 4 → 8; memoryGiB 16 → 64; workers 3 → 5.",
      "",
    ]);
    assert.match(lines[3] ?? "", /^EFFECT +OBJECT +FIELD +OLD → NEW$/);
    assert.match(
      lines[4] ?? "",
      /^rolls +AWSMachineTemplate demo-workers-[0-9a-f]{8} +spec\.template\.spec\.instanceType +m7i\.xlarge → r7i\.2xlarge$/,
    );
    assert.match(lines[5] ?? "", /^free +MachineDeployment demo-workers +spec\.replicas +3 → 5$/);
    assert.match(
      text,
      /\n\nrolls: 3 machines of the workers, one after another, with 1 more at a time\n- A machine is never changed: .*\n {2}https:/,
    );
    assert.match(
      text,
      /\n\nfree: nothing restarts\n- Workers are added; those that are there stay\.\n {2}https:/,
    );
    assert.match(
      text,
      /leaves them:\n- `kubectl --namespace clusters delete awsmachinetemplate\.infrastructure\.cluster\.x-k8s\.io demo-workers-[0-9a-f]{8}`\n/,
    );
    assert.match(text, /\n\n2 more fields carry one of these changes; --json lists them\.$/);
  });

  it("answers with a document, and with success whatever differs", () => {
    const [old, next] = [write("a"), write("b", { region: "us-east-1" })];
    const { exitCode } = diff(old, next);
    assert.equal(exitCode, undefined);
    const { changes, inputs, rollouts, ...rest } = documentOf(old, next);
    assert.deepEqual(rest, {
      old: { folder: old, name: "demo", provider: "aws" },
      new: { folder: next, name: "demo", provider: "aws" },
      cautions: [
        "`kubectl apply` would refuse AWSCluster demo and apply all the rest: apply nothing before that is resolved.",
      ],
      worst: "recreate",
      summary: { recreate: 1, replaces: 0, deletes: 0, rolls: 2, restarts: 0, free: 1 },
      leftovers: rest.leftovers,
    });
    assert.equal(rest.leftovers.length, 2);
    assert.deepEqual(inputs, [{ path: "region", old: "eu-central-1", new: "us-east-1" }]);
    assert.deepEqual(rollouts.controlPlane, {
      machines: 3,
      maxSurge: 1,
      maxUnavailable: 0,
      words: "3 machines of the control plane, one after another, with 1 more at a time",
    });
    assert.deepEqual(changes[0], {
      what: "changed",
      object: {
        kind: "AWSCluster",
        namespace: "clusters",
        name: "demo",
        file: "cluster/infrastructure.yaml",
      },
      path: "spec.region",
      old: "eu-central-1",
      new: "us-east-1",
      effect: "recreate",
      why: "A cluster cannot move to another region; the provider refuses the change.",
      fix: "Keep the old value; or render a second cluster with another --name, move what runs, and delete the old one.",
      source:
        "https://github.com/kubernetes-sigs/cluster-api-provider-aws/blob/main/webhooks/awscluster_webhook.go",
      known: true,
    });
  });

  it("says that nothing differs, and which inputs do all the same", () => {
    assert.equal(textOf(write("a"), write("b")), "WORK/a → WORK/b: no object differs.");
    assert.equal(
      textOf(join(work, "a"), write("c", { controlPlaneCpu: 1 + 1, cpu: 3 })),
      "WORK/a → WORK/c: no object differs.\nInputs: cpu 4 → 3.",
    );
  });

  it("says that two clusters are two", () => {
    const text = textOf(write("a"), write("b", { name: "prod" }));
    assert.match(
      text,
      /^Note: These are two clusters, demo and prod: applying the second leaves the first as it is\. /,
    );
    assert.match(text, /\nreplaces +Cluster prod +metadata\.name +demo → prod\n/);
    assert.doesNotMatch(text, /leaves them/);
    const azure = textOf(join(work, "a"), write("c", {}, "azure"));
    assert.match(azure, /^Note: These are clusters of two providers, aws and azure: no machine moves /);
    assert.match(
      azure,
      /\nreplaces +Cluster demo +spec\.infrastructureRef\.kind +AWSCluster → AzureCluster\n/,
    );
    assert.match(azure, /\nfree +AWSCluster demo +removed +cluster\/infrastructure\.yaml\n/);
    assert.match(azure, /\n {2}Never delete it alone: it goes with its Cluster, /);
    assert.match(
      azure,
      /`kubectl --namespace clusters delete helmrepository\.source\.toolkit\.fluxcd\.io demo-/,
    );
    assert.match(
      azure,
      / …plane\.strategicPatches\[2\]\.machine\.features\.kubernetesTalosAPIAccess\.enabled /,
    );
  });

  it("says what a recipe that goes takes with it", () => {
    const text = textOf(write("a", { recipes: ["ray", "observability"] }), write("b", { recipes: ["ray"] }));
    assert.match(text, /^WORK.*: 1 change: 1 deletes\.$/m);
    assert.match(
      text,
      /Flux deletes the recipe and all that it installed, the volumes in its namespaces too\./,
    );
  });

  it("notes what is edited, missing and foreign, and compares what is there", () => {
    const [old, next] = [write("a"), write("b")];
    appendFileSync(join(next, "cluster", "workers.yaml"), "# mine\n");
    rmSync(join(next, "cluster", "00-namespace.yaml"));
    writeFileSync(join(next, "notes.txt"), "");
    const { cautions, changes } = documentOf(old, next);
    assert.deepEqual(
      cautions.map((caution) => caution.replaceAll(work, "WORK")),
      [
        "WORK/b has files that are edited since they were rendered, and taken as they are: cluster/workers.yaml.",
        "WORK/b has files that are missing: cluster/00-namespace.yaml.",
        "WORK/b has files that are not rendered by Plinth, and left out: notes.txt.",
      ],
    );
    assert.deepEqual(
      changes.map(({ what, object, effect, fix }) => [what, object.kind, effect, fix]),
      [
        [
          "removed",
          "Namespace",
          "free",
          "Delete it only when no cluster stands in it: `kubectl delete namespace clusters` takes every one of them, machines and all.",
        ],
      ],
    );
  });

  it("cuts long values, shows texts of many lines by the first, and marks what no rule knows", () => {
    const [old, next] = [write("a"), write("b")];
    appendFileSync(
      join(next, "cluster", "00-namespace.yaml"),
      stringify({ spec: { long: "x".repeat(100), lines: "one\ntwo\n", none: "" } }),
    );
    const text = textOf(old, next);
    assert.match(text, /replaces +Namespace clusters +spec\.lines \(unknown\) +\(none\) → one…\n/);
    assert.match(text, /spec\.long \(unknown\) +\(none\) → x{44}…\n/);
    assert.match(text, /spec\.none \(unknown\) +\(none\) → ""\n/);
    assert.match(text, /No rule knows this field, so the worst is assumed\.\n {2}Look the field up/);
  });

  it("refuses one folder twice, however it is called", () => {
    const folder = write("a");
    symlinkSync(folder, join(work, "link"));
    const fix =
      "Fix: Give the folder of the cluster as it is applied, and the folder of the same cluster rendered anew, such as with `render up --out`.";
    assert.equal(refusal(folder, folder), `WORK/a and WORK/a are the same folder. [usage]\n${fix}`);
    assert.equal(
      refusal(folder, join(work, "link")),
      `WORK/a and WORK/link are the same folder. [usage]\n${fix}`,
    );
  });

  it("refuses a folder that is none, on either side, and one whose files cannot be read", () => {
    const folder = write("a");
    const fix =
      "Fix: Give the folder that `./plinth render up` wrote, such as out/<name>; render it again where its lock is lost or of another format.";
    assert.equal(
      refusal(join(work, "x"), folder),
      `There is no folder WORK/x. [render-folder-invalid]\n${fix}`,
    );
    assert.equal(
      refusal(folder, work),
      `WORK has no plinth-lock.json, so it is no cluster that Plinth rendered. [render-folder-invalid]\n${fix}`,
    );
    const broken = write("b");
    writeFileSync(join(broken, "cluster", "cluster.yaml"), "a: [\n");
    const namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: clusters\n";
    writeFileSync(join(broken, "cluster", "workers.yaml"), namespace);
    assert.equal(
      refusal(folder, broken),
      [
        "WORK/b holds files that cannot be read as objects. [render-folder-invalid]",
        "  cluster/cluster.yaml:2: This is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1:",
        "  cluster/workers.yaml:1: Namespace clusters stands in cluster/00-namespace.yaml already.",
        "Fix: Render the cluster again, or correct the lines given.",
      ].join("\n"),
    );
  });
});
