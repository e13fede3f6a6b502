/** Finding things in the type declarations of a provider's SDK, which are generated and have one layout. */

/** Path of the declaration file of a resource's type, from the package's folder: `ec2/launchTemplate.d.ts`. */
export function declarationFile(type: string): string {
  return `${(type.split(":")[1] ?? "").replace(/^index\//, "")}.d.ts`;
}

/**
 * The text between the braces of an interface.
 *
 * @param name name with its namespaces, as `eks.ClusterVpcConfig`.
 * @returns `undefined` where there is none of this name.
 */
export function interfaceBody(text: string, name: string): string | undefined {
  const path = name.split(".");
  const last = path.pop() ?? name;
  let from = 0;
  for (const namespace of path) from = Math.max(from, text.indexOf(`namespace ${namespace} {`, from));
  const start = text.indexOf(`interface ${last} {`, from);
  return start < 0 ? undefined : text.slice(start, text.indexOf("}\n", start));
}
