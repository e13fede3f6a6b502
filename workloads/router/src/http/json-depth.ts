/** How deep a body may be: far more than any schema of a tool needs, and less than what takes a program's own stack. */
export const DEEPEST = 500;

/** Whether more than so many values stand in one another. */
export function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth === 0) return true;
  // By hand and not by `some`: a body may hold a million tokens.
  for (const each of Array.isArray(value) ? (value as unknown[]) : Object.values(value))
    if (isDeeper(each, depth - 1)) return true;
  return false;
}
