/** Names of resources, as the engine makes them. */

const rootType = "pulumi:pulumi:Stack";

/** @param parent URN of the parent; empty for none. */
export function urnOf(stack: string, project: string, parent: string, type: string, name: string): string {
  const above = parent === "" ? "" : (parent.split("::")[2] ?? "");
  const qualified = above === "" || above === rootType ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The URN in a reference to a provider, `<urn>::<id>`. */
export function urnOfProvider(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}
