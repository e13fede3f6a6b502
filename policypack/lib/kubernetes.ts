/** Kubernetes objects as Pulumi registers them: one by one, in lists, and as patches of what is there already. */

import type { Property } from "./property";
import type { Resource } from "./rule";

/** One object of a resource. */
export interface KubernetesObject {
  /** Its kind, as `Deployment`; that of a list's elements or of what a patch is for. */
  readonly kind: string;
  readonly properties: Property;
  /** Whether it is a patch: what a patch leaves out stays as it is in the cluster. */
  readonly partial: boolean;
}

/**
 * Type tokens of these kinds in these API groups. The API's version does not matter: a type that names an old one is
 * another type to Pulumi, and so are the lists and the patches of a kind.
 */
export function kubernetesTypes(groups: readonly string[], kinds: readonly string[]): RegExp {
  const group = groups.join("|").replaceAll(".", String.raw`\.`);
  return new RegExp(`^kubernetes:(?:${group})/[^:]+:(?:${kinds.join("|")})(?:List|Patch)?$`);
}

/** The object that a resource is, or each of those that it lists. */
export function objectsOf({ type, properties }: Pick<Resource, "type" | "properties">): KubernetesObject[] {
  const token = type.slice(type.lastIndexOf(":") + 1);
  const kind = token.replace(/(?:List|Patch)$/, "");
  const objects = token.endsWith("List") ? properties.at("items").items() : [properties];
  return objects.map((object) => ({ kind, properties: object, partial: token.endsWith("Patch") }));
}
