import assert from "node:assert/strict";
import { priorities } from "../../../../model/k8s/priorities";
import type { Priority } from "../../../../model/k8s/priorities";
import { ServiceStack } from "../../../helpers/service-stack";

/** What Kubernetes' controllers give a pod that names no class. */
const NO_CLASS = 0;

/** Cluster Autoscaler does not see pods below this. */
const SEEN_FROM = -10;

describe("components/k8s/addons/priorities", () => {
  const stack = new ServiceStack();
  const made = () =>
    stack.registered
      .all()
      .filter(({ type }) => type === "kubernetes:scheduling.k8s.io/v1:PriorityClass")
      .map(({ inputs }) => inputs as Readonly<Record<string, unknown>> & { metadata: { name: string } });

  it("makes every class, and gives nobody one unasked", async () => {
    await stack.build({ recipes: ["base"] });
    assert.deepEqual(
      made()
        .map(({ metadata }) => metadata.name)
        .sort(),
      Object.keys(priorities).sort(),
    );
    for (const { globalDefault } of made()) assert.equal(globalDefault, false);
  });

  it("puts what people wait for before what can wait, and both before the placeholder", () => {
    const values = Object.values(priorities).map(({ value }) => value);
    assert.deepEqual(
      values,
      values.toSorted((one, other) => other - one),
    );
    const [batch, placeholder] = (["plinth-batch", "plinth-placeholder"] as const).map(
      (name): Priority => priorities[name],
    );
    assert.ok(batch && batch.value > NO_CLASS);
    assert.ok(placeholder && placeholder.value < NO_CLASS && placeholder.value >= SEEN_FROM);
    for (const { preemptionPolicy } of [batch, placeholder]) assert.equal(preemptionPolicy, "Never");
  });

  it("comes before every add-on whose pods name a class", async () => {
    await stack.build({ recipes: ["ray", "router"] });
    for (const [type, name] of [
      ["plinth:k8s:Ray", "platform-ray"],
      ["plinth:k8s:Router", "platform-router"],
    ] as const) {
      const { dependencies } = stack.registered.get(type, name);
      assert.ok(
        dependencies.some((urn) => urn.endsWith("::platform-priorities-plinth-platform")),
        name,
      );
    }
  });
});
