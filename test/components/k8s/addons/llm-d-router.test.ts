import assert from "node:assert/strict";
import { parse } from "yaml";
import { LlmdRouter } from "../../../../components/k8s/addons/llm-d-router";
import { LlmSettings } from "../../../../model/config/services/llm";
import { stays } from "../../../../model/k8s/autoscaling";
import { serviceMonitors } from "../../../../model/k8s/monitors";
import { llmdRouter } from "../../../../model/k8s/router";
import { Registrations } from "../../../helpers/registrations";

describe("components/k8s/addons/llm-d-router", () => {
  const registered = new Registrations();

  before(async () => {
    await registered.start({ stack: "test", preview: true });
    new LlmdRouter("platform-llm-d-router", {});
    await registered.settled();
  });

  it("installs the standalone chart under the name that its Service is called after", () => {
    const { inputs } = registered.get("kubernetes:helm.sh/v3:Release", "platform-llm-d-router");
    assert.match(String(inputs["chart"]), /^oci:.*\/llm-d-router-standalone$/);
    assert.equal(`${String(inputs["name"])}-epp`, llmdRouter.service);
    assert.equal(inputs["namespace"], llmdRouter.namespace);
  });

  it("has one endpoint picker, since standbys are never ready", () => {
    const { inputs } = registered.get("kubernetes:helm.sh/v3:Release", "platform-llm-d-router");
    const { router } = inputs["values"] as { router: { epp: { replicas: number; image: { tag: string } } } };
    assert.equal(router.epp.replicas, 1);
    assert.match(router.epp.image.tag, /^v\d+\.\d+\.\d+$/);
  });

  it("is not moved to save a node, and shows metrics to whom the network lets ask", () => {
    const { inputs } = registered.get("kubernetes:helm.sh/v3:Release", "platform-llm-d-router");
    const { router } = inputs["values"] as {
      router: {
        epp: { podAnnotations: object };
        monitoring: { prometheus: { auth: { enabled: boolean } } };
      };
    };
    assert.deepEqual(router.epp.podAnnotations, stays);
    // The chart gives the picker no right to ask the API server who asks, which it would otherwise do.
    assert.equal(router.monitoring.prometheus.auth.enabled, false);
    const [monitor] = serviceMonitors.filter(({ name }) => name === "llm-d-router");
    assert.equal(monitor?.endpoints[0]?.bearerTokenFile, undefined, "a token is for nobody who needs none");
  });

  it("denies the namespace all that no policy names, and lets our router in on one port", () => {
    const policies = registered.all().filter(({ type }) => type.endsWith(":NetworkPolicy"));
    const specs = new Map(
      policies.map(({ inputs }) => [(inputs["metadata"] as { name: string }).name, inputs["spec"]]),
    );
    assert.deepEqual(specs.get("default-deny"), { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const { ingress } = specs.get("llm-d-router") as {
      ingress: { from: object[]; ports: { port: number }[] }[];
    };
    const ours = ingress.find(({ from }) => JSON.stringify(from).includes('"router"'));
    assert.deepEqual(
      ours?.ports.map(({ port }) => port),
      [llmdRouter.port],
    );
  });

  it("chooses two pods where prefill is apart, with a configuration of its own", async () => {
    const settings = LlmSettings.parse({ model: "owner/model", prefill: {} });
    await registered.start({ stack: "test", preview: true });
    new LlmdRouter("platform-llm-d-router", { settings });
    await registered.settled();
    const { inputs } = registered.get("kubernetes:helm.sh/v3:Release", "platform-llm-d-router");
    const { epp } = (inputs["values"] as { router: { epp: Readonly<Record<string, unknown>> } }).router;
    const files = epp["pluginsCustomConfig"] as Readonly<Record<string, string>>;
    const config = parse(files[String(epp["pluginsConfigFile"])] ?? "") as {
      plugins: { type: string }[];
      schedulingProfiles: { name: string; plugins: { pluginRef: string }[] }[];
    };
    const known = config.plugins.map(({ type }) => type);
    assert.deepEqual(
      config.schedulingProfiles.map(({ name }) => name),
      ["prefill", "decode"],
    );
    for (const { name, plugins } of config.schedulingProfiles) {
      assert.equal(plugins[0]?.pluginRef, `${name}-filter`);
      for (const { pluginRef } of plugins) assert.ok(known.includes(pluginRef), pluginRef);
    }
    assert.equal(epp["replicas"], 1, "the other values stay");
  });

  it("lets the pods of a replica on several nodes talk to each other", async () => {
    const settings = LlmSettings.parse({ model: "owner/model", nodesPerReplica: 2 });
    await registered.start({ stack: "test", preview: true });
    new LlmdRouter("platform-llm-d-router", { settings });
    await registered.settled();
    const { inputs } = registered.get(
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "platform-llm-d-router-model-groups",
    );
    const each = {
      podSelector: {
        matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: ["model-server"] }],
      },
    };
    const spec = inputs["spec"] as { podSelector: object; ingress: object[]; egress: object[] };
    assert.deepEqual(spec.podSelector, each.podSelector);
    assert.deepEqual(spec.ingress, [{ from: [each] }]);
    assert.ok(spec.egress.some((rule) => JSON.stringify(rule) === JSON.stringify({ to: [each] })));
  });
});
