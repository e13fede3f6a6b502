/** Everything that people write into a cluster, to be compared before a loss and after a restore. */

import { differences } from "../../../model/drills/compare";
import type { ReadObject } from "../../../model/k8s/objects";
import type { Cluster, KubernetesObject } from "../control-plane/cluster";

/** Kinds that controllers and the API server itself write, and those that the schedules leave out. */
const written = [
  /^(?:nodes|persistentvolumes|pods|events|endpoints|componentstatuses|replicationcontrollers)$/,
  /^(?:csinodes|csistoragecapacities|volumeattachments)\.storage\.k8s\.io$/,
  /^(?:ipaddresses|servicecidrs)\.networking\.k8s\.io$/,
  /\.(?:apiregistration|certificates|coordination|discovery|events|flowcontrol\.apiserver)\.k8s\.io$/,
  /^controllerrevisions\.apps$|\.velero\.io$/,
];

/** Namespaces that the schedules leave out. */
const leftOut = ["kube-node-lease", "kube-public", "kube-system", "velero"];

/** Groups of roles and priorities that the API server makes in every cluster. */
const ofEveryCluster = /^(?:system:|system-|cluster-admin$|admin$|edit$|view$|kubeadm:)/;

/** Objects that the cluster makes in namespaces. */
const ofTheCluster = ["ConfigMap kube-root-ca.crt", "Service kubernetes"];

/** Objects by their place: the name of a namespace, or the empty text for those that are in none. */
export type Everything = ReadonlyMap<string, readonly ReadObject[]>;

/** All that stands in a cluster, without what controllers have made of it. */
export async function everythingIn(cluster: Cluster): Promise<Everything> {
  const names = await cluster.kubectl(["api-resources", "--verbs=list,create", "--output=name"]);
  const kinds = names
    .trim()
    .split("\n")
    .filter((name) => !written.some((pattern) => pattern.test(name)));
  const found = await cluster.get(kinds.join(","));
  const places = new Map<string, KubernetesObject[]>();
  for (const object of found.filter(isWritten)) {
    const place = object.metadata.namespace ?? "";
    places.set(place, [...(places.get(place) ?? []), object]);
  }
  return places;
}

function isWritten({ kind, metadata }: KubernetesObject): boolean {
  if (metadata["ownerReferences"] !== undefined) return false;
  if (metadata.namespace === undefined)
    return !ofEveryCluster.test(metadata.name) && !leftOut.includes(metadata.name);
  return !leftOut.includes(metadata.namespace) && !ofTheCluster.includes(`${kind} ${metadata.name}`);
}

/** What is not as it was, one line each. */
export function changes(before: Everything, after: Everything): string[] {
  const places = [...new Set([...before.keys(), ...after.keys()])].sort();
  return places.flatMap((place) =>
    differences(before.get(place) ?? [], after.get(place) ?? []).map(
      ({ object, path, before: was, after: is }) => `${place}/${object} ${path}: ${was ?? ""} → ${is ?? ""}`,
    ),
  );
}
