/** What a cluster's Kustomization of a recipe changes in the recipe's objects. */

import { toYaml } from "./template";
import type { TemplateValue } from "./template";

/** One operation of a JSON patch, RFC 6902. */
export type Operation = {
  readonly op: "add" | "test" | "replace";
  readonly path: string;
  readonly value: TemplateValue;
};

/** A patch, and the one object that it is for. */
export type Patch = {
  readonly target: { readonly kind: string; readonly name: string };
  readonly patch: string;
};

/** A patch of one object. */
export function patchOf(kind: string, name: string, operations: readonly Operation[]): Patch {
  return { target: { kind, name }, patch: toYaml(operations) };
}

/**
 * A Kustomization with more in its spec.
 *
 * @param text The Kustomization, whose `spec` stands last.
 */
export function withSpec(text: string, spec: TemplateValue): string {
  return text + toYaml(spec).replaceAll(/^(?=.)/gm, "  ");
}
