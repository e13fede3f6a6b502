import assert from "node:assert/strict";
import { ExternalSecrets } from "../../../../components/k8s/addons/external-secrets";
import type { AddonContext } from "../../../../components/k8s/addon";
import { conformant, onEks } from "../../../helpers/clusters";
import { kubernetesConfig } from "../../../helpers/configs";
import { ServiceStack } from "../../../helpers/service-stack";
import { Registrations } from "../../../helpers/registrations";

describe("components/k8s/addons/external-secrets", () => {
  const registered = new Registrations();
  const priority = { priorityClassName: "plinth-platform" };
  const plain = { installCRDs: true, ...priority, webhook: priority, certController: priority };

  async function build(cluster: AddonContext["cluster"]): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    new ExternalSecrets("platform", { config: kubernetesConfig(), cluster });
    await registered.settled();
  }

  const values = (): unknown => registered.get("kubernetes:helm.sh/v3:Release", "platform").inputs["values"];
  const policies = (): unknown[] =>
    registered.all().flatMap(({ type, inputs }) => (type.endsWith(":NetworkPolicy") ? [inputs["spec"]] : []));

  it("is the operator with its CRDs, and nothing else", async () => {
    await build(conformant);
    assert.deepEqual(values(), plain);
    assert.deepEqual(policies(), []);
  });

  it("reaches the agent of Pod Identity on AWS, by the operator's pods alone", async () => {
    await build(onEks());
    assert.deepEqual(values(), plain);
    assert.deepEqual(policies(), [
      {
        podSelector: { matchLabels: { "app.kubernetes.io/name": "external-secrets" } },
        policyTypes: ["Egress"],
        egress: [
          { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
        ],
      },
    ]);
  });

  it("has its role by an annotation where the config says so", async () => {
    await build(onEks(["external-secrets"]));
    assert.deepEqual(values(), {
      ...plain,
      serviceAccount: {
        annotations: {
          "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-external-secrets",
        },
      },
    });
    assert.deepEqual(policies(), []);
  });

  it("makes the platform's store where the config names one, when the operator is there", async () => {
    const stack = new ServiceStack();
    const type = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
    const stores = () => stack.registered.all().filter((one) => one.type === type);
    await stack.build({ recipes: ["base"] });
    assert.deepEqual(stores(), []);
    await stack.build({ recipes: ["vault"], secrets: { backend: "vault" } });
    const [store] = stores();
    assert.equal((store?.inputs["metadata"] as { name: string }).name, "platform");
    assert.ok(store?.dependencies.some((urn) => urn.endsWith(":Release::platform-external-secrets")));
  });
});
