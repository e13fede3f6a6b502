/** Parts of a resource's outputs that the provider fills in, inside of what the program gave. */

const kubernetesMetadata = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation"];

/** Keys of an input, and of it the parts that are known only after the update where they were not given. */
export function computedParts(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
): readonly (readonly [string, readonly string[]])[] {
  if (type.startsWith("kubernetes:") && "metadata" in inputs) return [["metadata", kubernetesMetadata]];
  return [];
}
