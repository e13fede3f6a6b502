/** How resources of a stack stand to each other. */

import type { Stack, StackResource, TypePattern } from "./rule";

/** The resources of these types that the value of a property came from; `key` is the property's first key. */
export function sourcesOf(
  stack: Stack,
  { propertyDependencies }: StackResource,
  key: string,
  ...types: readonly TypePattern[]
): readonly StackResource[] {
  return stack.ofType(...types).filter(({ urn }) => propertyDependencies[key]?.includes(urn));
}

/** The resources of these types that took the value of a property from this one; `key` is the property's first key. */
export function dependantsOf(
  stack: Stack,
  { urn }: StackResource,
  key: string,
  ...types: readonly TypePattern[]
): readonly StackResource[] {
  return stack
    .ofType(...types)
    .filter(({ propertyDependencies }) => propertyDependencies[key]?.includes(urn));
}
