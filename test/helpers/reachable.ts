import type { PlannedResource } from "../../automation/plan/types";

/** What must be there before a resource is made, and is deleted after it: what it depends on, and its parent. */
export function reachableFrom(resources: readonly PlannedResource[], urn: string): ReadonlySet<string> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const seen = new Set<string>();
  const visit = (from: string): void => {
    const { dependencies = [], parent } = byUrn.get(from) ?? {};
    for (const next of [...dependencies, ...(parent === undefined ? [] : [parent])]) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(urn);
  return seen;
}
