/** The first day of a cluster: what is done, what happens by itself, and what waits for what. */

import { providers } from "../providers";
import type { Provider } from "../providers";
import type { Lock } from "../lock";
import { dependenciesOf, identityOf } from "../proofs/graph";
import { textOf } from "../proofs/objects";
import type { TreeObject } from "../proofs/objects";

/** One step. */
export interface Step {
  readonly what: string;
  /** What must be there first, in words. */
  readonly waitsFor: readonly string[];
  /** `person` for what somebody does, `controllers` for what comes by itself. */
  readonly by: "person" | "controllers";
}

/** The steps of a cluster, in their order. */
export function stepsOf(lock: Lock, objects: readonly TreeObject[]): readonly Step[] {
  const { before, title, clusterKind }: Provider = providers[lock.provider];
  const { name } = lock.inputs;
  const person = (what: string, ...waitsFor: string[]): Step => ({ what, waitsFor, by: "person" });
  const itself = (what: string, ...waitsFor: string[]): Step => ({ what, waitsFor, by: "controllers" });
  const kubeconfig = `the Secret ${name}-kubeconfig`;
  const releases = ofKind(objects, "HelmRelease");
  return [
    ...before.map((sentence) => person(sentence.replace(/\.$/, ""))),
    person("`clusterctl init` and `flux install`, once per management cluster"),
    person("`kubectl apply -f cluster` on the management cluster", "the providers of Cluster API"),
    person("`kubectl apply` of the addons on the management cluster", "Flux there"),
    itself(
      `The provider makes on ${title} what all machines share (${clusterKind} ${name})`,
      "its credentials",
    ),
    itself("The first machine of the control plane boots Talos", `${clusterKind} ${name}`, "its image"),
    itself(`etcd is formed, and ${kubeconfig} is written`, "Talos' API of that machine, on port 50000"),
    itself("The other machines of the control plane and the workers join", "the API server"),
    ...releases.map((release) =>
      itself(
        `The release ${installed(release)} is installed (${identityOf(release)})`,
        kubeconfig,
        ...dependenciesOf(release).map(({ identity }) => identity),
      ),
    ),
    itself(
      "Nodes become Ready, and machines Running",
      "Cilium",
      lock.provider === "proxmox"
        ? "provider IDs, which Proxmox' provider writes"
        : "provider IDs, from the cloud controller",
    ),
    ...(objects.some(({ file }) => file.startsWith("addons/gateway/workload/"))
      ? [
          person(
            "`kubectl apply -f addons/gateway/workload` on the new cluster",
            "Envoy Gateway, which brings its kinds",
          ),
        ]
      : []),
    ...recipeSteps(objects, person, itself),
  ];
}

function installed(release: TreeObject): string {
  return textOf(release.value, "spec", "releaseName");
}

type MakeStep = (what: string, ...waitsFor: string[]) => Step;

function recipeSteps(objects: readonly TreeObject[], person: MakeStep, itself: MakeStep): readonly Step[] {
  const bundles = ofKind(objects, "Kustomization");
  if (bundles.length === 0) return [];
  return [
    person("`flux bootstrap` on the new cluster, once the folder is in Git", "Cilium"),
    ...bundles.map((bundle) =>
      itself(
        `The Kustomization ${textOf(bundle.value, "metadata", "name")} is applied (${textOf(bundle.value, "spec", "path")})`,
        ...dependenciesOf(bundle).map(({ identity }) => identity.replace(/^\S+ [^/]*\//, "")),
      ),
    ),
  ];
}

/** Objects of a kind, each after all that it waits for. */
function ofKind(objects: readonly TreeObject[], kind: string): readonly TreeObject[] {
  const waiting = objects.filter(({ value }) => textOf(value, "kind") === kind);
  const there = new Set(waiting.map(identityOf));
  const sorted: TreeObject[] = [];
  while (sorted.length < waiting.length) {
    const done = new Set(sorted.map(identityOf));
    const next = waiting.find(
      (object) =>
        !sorted.includes(object) &&
        dependenciesOf(object).every(({ identity }) => done.has(identity) || !there.has(identity)),
    );
    // Objects that wait for each other have no order; `render check` says so.
    sorted.push(next ?? waiting.find((object) => !sorted.includes(object)) ?? (waiting[0] as TreeObject));
  }
  return sorted;
}
