import assert from "node:assert/strict";
import { Services } from "../../../../components/k8s/services";
import { dcgmCounters } from "../../../../model/k8s/metrics/dcgm";
import { conformant } from "../../../helpers/clusters";
import { kubernetesConfig } from "../../../helpers/configs";
import { Registrations } from "../../../helpers/registrations";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

describe("components/k8s/addons/gpu-operator", () => {
  const registered = new Registrations();

  async function build(keys: object = {}): Promise<Readonly<Record<string, unknown>>> {
    await registered.start({ stack: "test", preview: true });
    new Services("platform", {
      config: kubernetesConfig({ recipes: ["gpu"], ...keys }),
      cluster: conformant,
    });
    await registered.settled();
    return registered.get(RELEASE, "platform-gpu-operator").inputs["values"] as Record<string, unknown>;
  }

  const policies = () =>
    registered
      .all()
      .filter(({ type }) => type === POLICY)
      .map(({ name }) => name);

  it("leaves the driver and the toolkit to the nodes, and measures their GPUs", async () => {
    assert.deepEqual(await build(), {
      driver: { enabled: false },
      toolkit: { enabled: false },
      cdi: { enabled: true },
      devicePlugin: { enabled: true },
      dcgmExporter: { enabled: true, config: { name: "dcgm-counters", create: true, data: dcgmCounters } },
      nfd: { enabled: true },
      operator: { upgradeCRD: true },
    });
    assert.ok(!policies().includes("platform-gpu-operator-driver-packages"));
  });

  it("has a list of counters that the exporter reads", () => {
    const lines = dcgmCounters.trimEnd().split("\n");
    for (const line of lines) assert.match(line, /^DCGM_[A-Z_]+, (?:gauge|counter|label), [^,]+\.$/);
    assert.ok(lines.some((line) => line.startsWith("DCGM_EXP_XID_ERRORS_COUNT, ")));
  });

  it("installs both where the config says so, and lets their pods get packages", async () => {
    const values = await build({ gpuDriver: "operator" });
    assert.deepEqual([values["driver"], values["toolkit"]], [{ enabled: true }, { enabled: true }]);
    const { inputs } = registered.get(POLICY, "platform-gpu-operator-driver-packages");
    assert.deepEqual(inputs["spec"], {
      podSelector: { matchLabels: { app: "nvidia-driver-daemonset" } },
      policyTypes: ["Egress"],
      egress: [{ ports: [{ port: 80, protocol: "TCP" }] }],
    });
  });
});
