/** Patterns as IAM and shells write them: `*` stands for any text, `?` for one character. */

/** Whether a pattern covers the whole text. Case counts. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}
