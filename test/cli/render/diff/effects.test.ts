import assert from "node:assert/strict";
import { comparisonOf } from "../../../../cli/render/diff/document";
import type { ProviderId } from "../../../../cli/render/providers";
import { compared, rendered } from "./requests";

/** The changes that stand for themselves, in short. */
function short(id: ProviderId, old: Record<string, unknown>, next: Record<string, unknown>): string[] {
  return compared(id, old, next)
    .changes.filter(({ follows }) => follows === undefined)
    .map(({ effect, machines, object, path, what }) =>
      [effect, ...(machines === undefined ? [] : [machines]), object.kind, path || what].join(" "),
    );
}

describe("cli/render/diff: what options of `render up` do", () => {
  const machines = (kind: string): string[] => [
    `rolls controlPlane ${kind}MachineTemplate`,
    `rolls workers ${kind}MachineTemplate`,
  ];
  const cases: readonly (readonly [string, ProviderId, string, unknown, readonly string[]])[] = [
    ["more workers", "aws", "workers", 9, ["free MachineDeployment spec.replicas"]],
    ["fewer workers", "aws", "workers", 1, ["restarts MachineDeployment spec.replicas"]],
    ["more control planes", "gcp", "controlPlanes", 5, ["free TalosControlPlane spec.replicas"]],
    ["fewer control planes", "gcp", "controlPlanes", 1, ["restarts TalosControlPlane spec.replicas"]],
    [
      "a larger worker",
      "aws",
      "cpu",
      8,
      ["rolls workers AWSMachineTemplate spec.template.spec.instanceType"],
    ],
    [
      "a larger control plane",
      "azure",
      "controlPlaneCpu",
      8,
      ["rolls controlPlane AzureMachineTemplate spec.template.spec.vmSize"],
    ],
    [
      "a larger disk",
      "gcp",
      "diskGiB",
      200,
      machines("GCP").map((one) => `${one} spec.template.spec.rootDeviceSize`),
    ],
    [
      "a newer Kubernetes",
      "aws",
      "kubernetes",
      "1.35",
      [
        "rolls controlPlane TalosControlPlane spec.version",
        "rolls workers MachineDeployment spec.template.spec.version",
        'free Cluster metadata.labels["plinth.dev/kubernetes"]',
      ],
    ],
    [
      "other networks",
      "aws",
      "podCidr",
      "10.9.0.0/16",
      ["replaces Cluster spec.clusterNetwork.pods.cidrBlocks"],
    ],
    ["another name", "azure", "name", "prod", ["replaces Cluster metadata.name"]],
    ["another namespace", "azure", "namespace", "prod", ["replaces Cluster metadata.namespace"]],
    [
      "another project",
      "gcp",
      "project",
      "other-project",
      [
        "recreate GCPCluster spec.project",
        ...machines("GCP").map((one) => `${one} spec.template.spec.imageFamily`),
      ],
    ],
    [
      "another tenant",
      "azure",
      "tenantId",
      "01234567-89ab-cdef-0123-456789abcdef",
      ["free AzureClusterIdentity spec.tenantID"],
    ],
    [
      "more addresses",
      "proxmox",
      "addresses",
      "10.0.0.20-10.0.0.90",
      ["free ProxmoxCluster spec.ipv4Config.addresses"],
    ],
    [
      "another endpoint",
      "proxmox",
      "endpoint",
      "10.0.0.11",
      [
        "replaces ProxmoxCluster spec.controlPlaneEndpoint.host",
        "rolls controlPlane TalosControlPlane spec.controlPlaneConfig.controlplane.strategicPatches[2].name",
      ],
    ],
    [
      "another link",
      "proxmox",
      "link",
      "eth1",
      ["rolls controlPlane TalosControlPlane spec.controlPlaneConfig.controlplane.strategicPatches[2].link"],
    ],
    [
      "a recipe less and one more",
      "aws",
      "recipes",
      ["ray"],
      ["deletes Kustomization removed", "free Kustomization added"],
    ],
    [
      "another firewall",
      "aws",
      "talosApiCidrs",
      ["10.1.0.0/16"],
      ["free AWSCluster spec.network.additionalControlPlaneIngressRules[0].cidrBlocks"],
    ],
  ];
  for (const [what, id, key, value, expected] of cases)
    it(`says what ${what} does on ${id}`, () =>
      assert.deepEqual(
        short(id, { recipes: ["observability"] }, { recipes: ["observability"], [key]: value }),
        expected,
      ));

  it("says what another registry and another upstream of the router do", () => {
    const router = { recipes: ["router"] };
    assert.deepEqual(short("aws", router, { ...router, registry: "registry.example.com/other" }), [
      'restarts Kustomization spec.images["plinth/router"].newName',
    ]);
    const changed = short("aws", router, { ...router, upstreamUrl: "https://other.example.com/v1" });
    assert.ok(changed.length > 0);
    for (const one of changed) assert.match(one, /^restarts Kustomization spec\.patches\[/);
  });

  it("says that there is no way back to an older Kubernetes, and that none is left out", () => {
    const versions = short("aws", { kubernetes: "1.35" }, { kubernetes: "1.34" });
    assert.equal(versions[0], "replaces TalosControlPlane spec.version");
    const edit = (version: string) =>
      rendered("aws", {}, (tree) => {
        const path = "cluster/control-plane.yaml";
        return new Map(tree).set(
          path,
          (tree.get(path) ?? "").replace("version: v1.34.4", `version: ${version}`),
        );
      });
    const [skipped] = comparisonOf(edit("v1.33.1"), edit("v1.35.4")).changes;
    assert.deepEqual(
      [skipped?.effect, skipped?.fix?.startsWith("Go by the minors between")],
      ["rolls", true],
    );
  });
});
