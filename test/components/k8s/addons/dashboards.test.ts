import assert from "node:assert/strict";
import { dashboards } from "../../../../model/k8s/dashboards";
import { ServiceStack } from "../../../helpers/service-stack";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";

describe("components/k8s/addons/dashboards", () => {
  const stack = new ServiceStack();
  const names = (): string[] =>
    stack.registered
      .all()
      .filter(({ type, name }) => type === CONFIG_MAP && name.startsWith("platform-dashboards-"))
      .map(({ name }) => name.replace("platform-dashboards-", ""));

  it("makes a ConfigMap of each dashboard where Grafana is", async () => {
    await stack.build({ recipes: ["observability"] });
    assert.deepEqual(names().sort(), dashboards.map(({ id }) => id).sort());
    const { inputs } = stack.registered.get(CONFIG_MAP, "platform-dashboards-gpu");
    assert.deepEqual(inputs["metadata"], {
      name: "dashboard-gpu",
      namespace: "observability",
      labels: { grafana_dashboard: "1" },
    });
  });

  it("makes none elsewhere", async () => {
    await stack.build({ recipes: ["base"] });
    assert.deepEqual(names(), []);
  });
});
