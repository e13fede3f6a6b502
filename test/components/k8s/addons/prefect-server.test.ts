import assert from "node:assert/strict";
import { images } from "../../../../model/versions";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["devtools"];

describe("components/k8s/addons/prefect-server", () => {
  const stack = new ServiceStack();

  it("runs the laptop stack's version, with its database on a volume of its own", async () => {
    await stack.build({ recipes, devtools: { prefectVolumeGiB: 40 } });
    const image = stack.value("prefect-server", "global", "prefect", "image") as Record<string, string>;
    assert.equal(`${image["repository"] ?? ""}:${image["prefectTag"] ?? ""}`, images.prefect.pull);
    assert.deepEqual(stack.value("prefect-server", "sqlite"), {
      enabled: true,
      persistence: { enabled: true, size: "40Gi" },
    });
    assert.deepEqual(stack.value("prefect-server", "server", "updateStrategy"), { type: "Recreate" });
  });

  it("takes the class of volumes that the config names", async () => {
    await stack.build({ recipes, storageClass: "fast" });
    assert.equal(stack.value("prefect-server", "sqlite", "persistence", "storageClassName"), "fast");
  });

  it("is reached by the worker, by flows, by the gateway and by who has the label, and reaches nothing", async () => {
    await stack.build({ recipes });
    const named = (label: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": label } } });
    const dns = [
      { port: 53, protocol: "UDP" },
      { port: 53, protocol: "TCP" },
    ];
    assert.deepEqual(stack.policy("prefect-server"), {
      ...named("prefect-server"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            named("prefect-worker"),
            { podSelector: { matchLabels: { "plinth.dev/flow": "true" } } },
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "envoy-gateway-system" } } },
            { namespaceSelector: { matchLabels: { "plinth.dev/devtools-access": "true" } } },
          ],
          ports: [{ port: 4200, protocol: "TCP" }],
        },
      ],
      egress: [{ ports: dns }],
    });
  });
});
