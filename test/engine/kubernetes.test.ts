import assert from "node:assert/strict";
import { chartPin } from "../../model/k8s/charts";
import { KubernetesStack, SCALED } from "../helpers/kubernetes-stack";
import { skipBecause } from "../helpers/skip";

const UP = ["up", "--yes", "--skip-preview", "--suppress-outputs"] as const;

/** Helm, charts and custom resources are the real thing only as far as test/chart-stand-in says. */
describe("engine/kubernetes", function () {
  this.timeout("10m");
  let stack: KubernetesStack;
  let atFirst: readonly string[] = [];

  before(async function () {
    const created = await KubernetesStack.create();
    if ("missing" in created) skipBecause(this, created.missing);
    stack = created;
    stack.configure();
    atFirst = await stack.inventory();
  });

  after(() => (stack as KubernetesStack | undefined)?.stop());

  it("goes up: every recipe, each release and workload ready", async () => {
    await stack.succeeds(...UP);
    const deployments = await stack.cluster.get("deployments");
    const names = deployments.map(({ metadata }) => metadata.name);
    for (const name of ["router", "model-server", "cert-manager-stand-in"])
      assert.ok(names.includes(name), name);
    for (const { metadata, status } of deployments) {
      const { replicas, readyReplicas } = status as { replicas?: number; readyReplicas?: number };
      assert.equal(readyReplicas, replicas, metadata.name);
    }
  });

  it("gets every chart from its own repository, in the version of the table, and asks for nothing else", () => {
    assert.deepEqual(stack.charts.refused, []);
    const { repository = "", version } = chartPin("external-secrets");
    const host = new URL(repository).host;
    assert.ok(
      stack.charts.given.includes(`${host}/charts/external-secrets-${version}.tgz`),
      stack.charts.given.join("\n"),
    );
  });

  it("hands Helm the values that the program has", async () => {
    const maps = await stack.cluster.get("configmaps", "ray");
    const [values] = maps.filter(({ metadata }) => metadata.name === "kuberay-operator-values");
    const data = (values?.["data"] ?? {}) as { readonly "values.json"?: string };
    assert.equal(
      (JSON.parse(data["values.json"] ?? "{}") as Record<string, unknown>)["singleNamespaceInstall"],
      true,
    );
  });

  it("changes nothing the second time, also after somebody scaled what an autoscaler may scale", async () => {
    await stack.cluster.kubectl(["scale", "deployment/router", "--replicas=3", "--namespace=router"]);
    await stack.succeeds(...UP, "--expect-no-changes");
    const [router] = await stack.cluster.get("deployments", "router");
    assert.equal((router?.["spec"] as { replicas: number }).replicas, 3);
  });

  it("has a cluster as the state says after a refresh", async () => {
    await stack.succeeds("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("leaves a model its pods where something else begins to say how many there are", async () => {
    const modelServer = async (): Promise<{ replicas: number }> => {
      const deployments = await stack.cluster.get("deployments", "llm");
      return deployments.find(({ metadata }) => metadata.name === "model-server")?.["spec"] as {
        replicas: number;
      };
    };
    assert.equal((await modelServer()).replicas, 2);
    stack.configure(SCALED);
    await stack.succeeds(...UP);
    assert.equal((await modelServer()).replicas, 2);
    await stack.cluster.kubectl(["scale", "deployment/model-server", "--replicas=3", "--namespace=llm"]);
    await stack.succeeds(...UP, "--expect-no-changes");
    assert.equal((await modelServer()).replicas, 3);
  });

  it("goes down, and leaves the cluster as it was", async () => {
    await stack.succeeds("destroy", "--yes", "--skip-preview");
    const { left, gone } = await stack.cluster.until(
      "what Kubernetes deletes later is gone",
      60,
      async () => {
        const now = await stack.inventory();
        const left = now.filter((object) => !atFirst.includes(object));
        const gone = atFirst.filter((object) => !now.includes(object));
        return left.some((object) => /^(?:Pod|ReplicaSet) /.test(object)) ? undefined : { left, gone };
      },
    );
    assert.deepEqual({ left, gone }, { left: [], gone: [] });
  });

  it("can go up there again", async () => {
    await stack.succeeds(...UP);
    await stack.succeeds("destroy", "--yes", "--skip-preview");
  });
});
