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
