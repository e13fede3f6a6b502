/** A small rendered tree in which everything holds, for tests that break one thing of it. */

import { deepEqual } from "node:assert/strict";
import { prove } from "../../../../cli/render/proofs";
import type { Problem } from "../../../../cli/render/proofs";

const oci = (name: string, url: string, tag: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: ${name}
  namespace: clusters
spec:
  interval: 1h
  url: ${url}
  ref:
    tag: ${tag}
  layerSelector:
    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip
    operation: copy
`;

const release = (name: string, more: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: clusters
spec:
  interval: 1h
  chartRef:
    kind: OCIRepository
    name: ${name}
  kubeConfig:
    secretRef:
      name: one-kubeconfig
${more}`;

const bundle = (
  name: string,
  path: string,
  dependsOn: readonly string[],
): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 1h
  prune: true
  dependsOn: [${dependsOn.map((each) => `{ name: ${each} }`).join(", ")}]
  sourceRef:
    kind: GitRepository
    name: flux-system
  path: ./${path}
`;

const files: Readonly<Record<string, string>> = {
  "cluster/cluster.yaml": `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
  name: one
  namespace: clusters
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSCluster
metadata:
  name: one
  namespace: clusters
`,
  "cluster/workers.yaml": `apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
kind: TalosConfigTemplate
metadata:
  name: one-workers
  namespace: clusters
spec:
  template:
    spec:
      strategicPatches:
        - |
          cluster:
            proxy:
              disabled: true
`,
  "addons/cilium/release.yaml": `${oci("cilium", "oci://quay.io/cilium/charts/cilium", "1.20.2")}---
${release(
  "cilium",
  `  values:
    cgroup:
      autoMount:
        enabled: false
    kubeProxyReplacement: "true"
`,
)}`,
  "addons/gateway/release.yaml": `${oci("gateway", "oci://docker.io/envoyproxy/gateway-helm", "v1.9.1")}---
${release("gateway", "  dependsOn:\n    - name: cilium\n")}`,
  "addons/gateway/workload/gateway.yaml": `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: envoy
`,
  "recipes/sources.yaml": bundle("sources", "fleet/management/flux/sources", []),
  "recipes/base.yaml": bundle("recipe-base", "fleet/recipes/base", ["sources"]),
  "recipes/ray.yaml": bundle("recipe-ray", "fleet/recipes/ray", ["sources", "recipe-base"]),
  "README.md": "# one\n",
};

/** A file's text after a change: its first occurrence of a text becomes another; `undefined` removes the file. */
export type Change = readonly [file: string, from: string, to: string] | readonly [file: string];

/** The tree, with changes. A file that is not there is added with the text to change to. */
export function changedTree(...changes: readonly Change[]): ReadonlyMap<string, string> {
  const tree = new Map(Object.entries(files));
  for (const [file, from, to] of changes) {
    const text = tree.get(file);
    if (from === undefined || to === undefined) tree.delete(file);
    else if (text === undefined) tree.set(file, to);
    else if (text.includes(from))
      tree.set(
        file,
        text.replace(from, () => to),
      );
    else throw new Error(`${file} has no "${from}"`);
  }
  return tree;
}

/** Holds what is found in the changed tree against `file:line message`. */
export function finds(changes: readonly Change[], expected: readonly string[]): void {
  deepEqual(prove(changedTree(...changes)).map(words), expected);
}

function words({ proof, file, line, message }: Problem): string {
  return `[${proof}] ${file}:${line} ${message}`;
}
