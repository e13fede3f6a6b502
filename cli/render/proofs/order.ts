/** What must come first does: CNI before all else in the cluster, CRDs before their objects, recipes after their own. */

import { posix } from "node:path";
import { bundleName, partsFolder, recipeIds, recipes, sourcesBundle } from "../../../model/fleet/recipes";
import { routedRecipes, routesPath } from "../../../model/k8s/sso/routes";
import { groupOf } from "../../../model/fleet/served-apis";
import { nearest } from "../../../model/nearest";
import { allBefore, dependenciesOf, identityOf } from "./graph";
import { chartOf } from "./helm-values";
import { partOf, textOf, titleOf } from "./objects";
import type { Path, Proof, TreeObject } from "./objects";
import type { Problem } from "./problem";

/** Charts of the addons that bring the CRDs of these groups. */
const chartOfGroup: Readonly<Record<string, string>> = {
  "cilium.io": "cilium",
  "gateway.envoyproxy.io": "gateway-helm",
  "gateway.networking.k8s.io": "gateway-helm",
};

/** Orders that would leave a cluster waiting. */
export const proveOrder: Proof = ({ objects }) => [
  ...networkFirst(objects),
  ...bundlesInOrder(objects),
  ...crdsFirst(objects),
];

function networkFirst(objects: readonly TreeObject[]): Problem[] {
  const remote = objects.filter(
    ({ value }) =>
      textOf(value, "kind") === "HelmRelease" && partOf(value, "spec", "kubeConfig") !== undefined,
  );
  const network = remote.find((release) => chartOf(release, objects) === "cilium");
  if (network === undefined)
    return objects
      .filter((object) => isBundle(object) || remote.includes(object))
      .slice(0, 1)
      .map((bundle) =>
        at(
          bundle,
          ["metadata"],
          `${titleOf(bundle)} needs pods in the cluster, and nothing installs its network. Add a HelmRelease of Cilium with \`kubeConfig\`, applied to the management cluster.`,
        ),
      );
  const known = new Map(objects.map((object) => [identityOf(object), object]));
  return remote
    .filter((release) => release !== network && !allBefore(release, known).has(identityOf(network)))
    .map((release) =>
      at(
        release,
        ["spec", "dependsOn"],
        `${titleOf(release)} does not wait for ${titleOf(network)}; its pods have no network before that.`,
      ),
    );
}

/** Whether an object applies a folder of this repository in the cluster. */
function isBundle({ value }: TreeObject): boolean {
  return textOf(value, "kind") === "Kustomization" && pathOf(value).startsWith("fleet/");
}

function pathOf(value: unknown): string {
  const path = textOf(value, "spec", "path");
  return path === "" ? "" : posix.normalize(path).replace(/\/$/, "");
}

function bundlesInOrder(objects: readonly TreeObject[]): Problem[] {
  return objects.filter(isBundle).flatMap((bundle) => {
    const path = pathOf(bundle.value);
    // A part of a recipe that waits for another of its parts.
    const isPart = path.startsWith(`${partsFolder}/`);
    if (path === sourcesBundle.path || isPart) return [];
    const routed = routedRecipes.find((each) => routesPath(each) === path);
    if (routed !== undefined) return missingOf(bundle, [bundleName("sso"), bundleName(routed)]);
    const id = recipeIds.find((each) => recipes[each].path === path);
    if (id === undefined) return [unknownPath(bundle, path)];
    return missingOf(bundle, [sourcesBundle.name, ...recipes[id].dependsOn.map(bundleName)]);
  });
}

function unknownPath(bundle: TreeObject, path: string): Problem {
  const near = nearest(path, [
    ...recipeIds.map((id) => recipes[id].path),
    ...routedRecipes.map(routesPath),
    sourcesBundle.path,
  ]);
  const hint = near === undefined ? "" : ` Did you mean ./${near}?`;
  return at(bundle, ["spec", "path"], `${titleOf(bundle)} applies ./${path}, which is no recipe.${hint}`);
}

function missingOf(bundle: TreeObject, needed: readonly string[]): Problem[] {
  const namespace = textOf(bundle.value, "metadata", "namespace");
  const found = dependenciesOf(bundle).map(({ identity }) => identity);
  return needed
    .filter((name) => !found.includes(`Kustomization ${namespace}/${name}`))
    .map((name) =>
      at(
        bundle,
        ["spec", "dependsOn"],
        `${titleOf(bundle)} does not wait for ${name}, which brings what it needs.`,
      ),
    );
}

function crdsFirst(objects: readonly TreeObject[]): Problem[] {
  return objects.flatMap((object) => {
    const group = groupOf(textOf(object.value, "apiVersion"));
    const chart = Object.hasOwn(chartOfGroup, group) ? chartOfGroup[group] : undefined;
    const recipe = recipeIds.find((id) => recipes[id].ownsCrdsOf.includes(group));
    if (chart === undefined && recipe === undefined) return [];
    const owner = objects.find((other) =>
      recipe === undefined
        ? textOf(other.value, "kind") === "HelmRelease" && chartOf(other, objects) === chart
        : isBundle(other) && pathOf(other.value) === recipes[recipe].path,
    );
    const bringer = recipe === undefined ? `the chart ${chart ?? ""}` : `the recipe ${recipe}`;
    if (owner === undefined)
      return [
        at(
          object,
          [],
          `${titleOf(object)} is of ${group}, whose CRDs ${bringer} brings, and that is not there.`,
        ),
      ];
    if (posix.dirname(owner.file) !== posix.dirname(object.file)) return [];
    return [
      at(
        object,
        [],
        `${titleOf(object)} stands in one folder with ${owner.file}, which brings its CRDs; both are applied at once, and it would be refused. Put it into a folder that is applied later.`,
      ),
    ];
  });
}

function at(object: TreeObject, path: Path, message: string): Problem {
  return { proof: "order", file: object.file, line: object.line(path), message };
}
