/** The API versions that the pinned releases serve, of every group that a rendered cluster may use. */

/** Served versions by group; `""` is the core group. */
const byGroup: Readonly<Record<string, readonly string[]>> = {
  "": ["v1"],
  apps: ["v1"],
  batch: ["v1"],
  autoscaling: ["v2"],
  policy: ["v1"],
  "networking.k8s.io": ["v1"],
  "rbac.authorization.k8s.io": ["v1"],
  "scheduling.k8s.io": ["v1"],
  "storage.k8s.io": ["v1"],
  "apiextensions.k8s.io": ["v1"],
  "admissionregistration.k8s.io": ["v1"],
  // https://cluster-api.sigs.k8s.io/reference/versions: v1beta1 is still served, and ends with 1.16.
  "cluster.x-k8s.io": ["v1beta2"],
  "bootstrap.cluster.x-k8s.io": ["v1alpha3"],
  "controlplane.cluster.x-k8s.io": ["v1alpha3"],
  "ipam.cluster.x-k8s.io": ["v1beta2"],
  "kustomize.toolkit.fluxcd.io": ["v1"],
  "helm.toolkit.fluxcd.io": ["v2"],
  "source.toolkit.fluxcd.io": ["v1"],
  "notification.toolkit.fluxcd.io": ["v1", "v1beta3"],
  "gateway.networking.k8s.io": ["v1"],
  "gateway.envoyproxy.io": ["v1alpha1"],
  // Cilium 1.20 dropped CiliumNodeConfig v2alpha1 and serves the other kinds as v2.
  "cilium.io": ["v2"],
  "cert-manager.io": ["v1"],
  "external-secrets.io": ["v1"],
  "generators.external-secrets.io": ["v1alpha1"],
  "monitoring.coreos.com": ["v1"],
  "ray.io": ["v1"],
  "inference.networking.k8s.io": ["v1"],
  "llm-d.ai": ["v1alpha2"],
  "leaderworkerset.x-k8s.io": ["v1"],
};

/** Kinds of one group that come from several providers, each with its own versions, by how their names begin. */
const infrastructureKinds: Readonly<Record<string, readonly string[]>> = {
  AWS: ["v1beta2"],
  Azure: ["v1beta1"],
  GCP: ["v1beta1"],
  Proxmox: ["v1alpha2"],
};

/** Kinds that their group serves in other versions than the rest of it, by `<group>/<kind>`. */
const otherKinds: Readonly<Record<string, readonly string[]>> = {
  // https://external-secrets.io/latest/api/pushsecret/
  "external-secrets.io/PushSecret": ["v1alpha1"],
};

/** The group of an `apiVersion`; `""` for the core one. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.lastIndexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** Every `apiVersion` that serves a kind of the group; empty where the group is not known. */
export function servedVersions(group: string, kind: string): readonly string[] {
  const versions =
    group === "infrastructure.cluster.x-k8s.io"
      ? Object.entries(infrastructureKinds).find(([prefix]) => kind.startsWith(prefix))?.[1]
      : (otherKinds[`${group}/${kind}`] ?? (Object.hasOwn(byGroup, group) ? byGroup[group] : undefined));
  return (versions ?? []).map((version) => (group === "" ? version : `${group}/${version}`));
}
