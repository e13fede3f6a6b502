/** Patterns of texts. Case counts, and a pattern covers a whole text or does not match. */

/** Whether a text is like a pattern in which `*` stands for any text, as in waivers and in names of registries. */
export function matchesStars(pattern: string, text: string): boolean {
  return like(pattern, /\*/g, text);
}

/** Whether a text is like a pattern in which also `?` stands for one character, as IAM and shells write them. */
export function matchesWildcard(pattern: string, text: string): boolean {
  return like(pattern, /[*?]/g, text);
}

function like(pattern: string, wildcards: RegExp, text: string): boolean {
  const literals = pattern
    .split(wildcards)
    .map((part) => part.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`));
  const between = (pattern.match(wildcards) ?? []).map((wildcard) => (wildcard === "*" ? ".*" : "."));
  const source = literals.map((literal, index) => literal + (between[index] ?? "")).join("");
  return new RegExp(`^${source}$`, "su").test(text);
}
