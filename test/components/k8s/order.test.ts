import assert from "node:assert/strict";
import type { AddonContext, AddonEntry } from "../../../components/k8s/addon";
import { inOrder } from "../../../components/k8s/order";
import { addons } from "../../../components/k8s/registry";
import { conformant, onEks } from "../../helpers/clusters";
import { kubernetesConfig } from "../../helpers/configs";

const context: AddonContext = { config: kubernetesConfig({ recipes: ["sso"] }), cluster: conformant };

function entry(keys: Partial<AddonEntry> = {}): AddonEntry {
  const create = () => {
    throw new Error("Nothing is made here.");
  };
  return { recipe: "base", dependsOn: [], create, ...keys };
}

const idsOf = (...given: Parameters<typeof inOrder>): readonly string[] =>
  inOrder(...given).map(({ id }) => id);

describe("components/k8s/order", () => {
  it("is the order of the list, where nothing on this cluster says another", () => {
    assert.deepEqual(idsOf(addons, context), Object.keys(addons));
    assert.deepEqual(idsOf(addons, { ...context, cluster: onEks() }), Object.keys(addons));
  });

  it("has what comes before an add-on on this cluster before it, wherever it stands in the list", () => {
    const wanted = {
      one: entry({ afterHere: () => ["three"] }),
      two: entry({ dependsOn: ["one"] }),
      three: entry({ dependsOn: ["four"] }),
      four: entry({ after: ["away"] }),
    };
    assert.deepEqual(idsOf(wanted, context), ["four", "three", "one", "two"]);
  });

  it("has the definitions of routes before what proves names by them", () => {
    const gateway = { acme: { email: "platform@example.org" } };
    const config = kubernetesConfig({ recipes: ["sso"], gateway });
    const here = Object.entries(addons).filter(([, { only }]) => only !== "eks");
    const ids = idsOf(Object.fromEntries(here), { config, cluster: conformant });
    assert.ok(ids.indexOf("envoy-gateway") < ids.indexOf("cert-manager"));
  });

  it("has what sees every LeaderWorkerSet before a model that is one, and before no other", () => {
    const before = (nodesPerReplica: number): readonly string[] => {
      const config = kubernetesConfig({ recipes: ["llm"], llm: { model: "owner/model", nodesPerReplica } });
      return inOrder(addons, { ...context, config }).find(({ id }) => id === "llm-d-router")?.before ?? [];
    };
    assert.ok(before(2).includes("lws"));
    assert.ok(!before(1).includes("lws"));
  });

  it("names add-ons that wait for each other", () => {
    const wanted = {
      one: entry({ afterHere: () => ["two"] }),
      two: entry({ dependsOn: ["one"] }),
    };
    assert.throws(() => inOrder(wanted, context), /wait for each other: one, two, one/);
  });
});
