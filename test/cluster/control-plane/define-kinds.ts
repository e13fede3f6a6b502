/** Makes the kinds of custom resources known to a cluster. */

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Cluster, KubernetesObject } from "./cluster";
import { installDefinitions } from "./definitions";
import { definitionFromSchema } from "./schema-definitions";

/** What a cluster knows then. */
export interface KnownKinds {
  /** Whether the cluster takes objects of its kind. */
  readonly knows: (object: KubernetesObject) => boolean;
  /** Whether it is a kind of Kubernetes' own. */
  readonly isCore: (object: KubernetesObject) => boolean;
  /** Why definitions of a module are not there, one sentence each. */
  readonly problems: readonly string[];
}

/** A kind, as `<group>/<kind>`. */
export function kindOf({ apiVersion, kind }: KubernetesObject): string {
  return `${apiVersion.replace(/\/.*/, "")}/${kind}`;
}

/**
 * Defines the kinds of objects, as far as a Go module has their definitions or PLINTH_SCHEMAS names a folder with their
 * schemas.
 */
export async function defineKinds(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
): Promise<KnownKinds> {
  const core = (await cluster.kubectl(["api-versions"])).trim().split("\n");
  const isCore = ({ apiVersion }: KubernetesObject): boolean => core.includes(apiVersion);
  const { files, problems } = await installDefinitions((line) => console.log(`    ${line}`));
  const defined = new Set<string>();
  const found = [...new Map(objects.map((object) => [kindOf(object), object]))].flatMap(([kind, object]) => {
    if (isCore(object)) return [];
    const file = files.get(kind);
    const namespaced = object.metadata.namespace !== undefined;
    const definition =
      file === undefined
        ? definitionFromSchema({ ...object, namespaced })
        : (parse(readFileSync(file, "utf8")) as KubernetesObject);
    if (definition === undefined) return [];
    defined.add(kind);
    return [definition];
  });
  await cluster.apply(found);
  if (found.length > 0)
    await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
  const knows = (object: KubernetesObject): boolean => isCore(object) || defined.has(kindOf(object));
  return { knows, isCore, problems };
}
