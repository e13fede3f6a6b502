import assert from "node:assert/strict";
import { LlmdRouter } from "../../../../components/k8s/addons/llm-d-router";
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
});
