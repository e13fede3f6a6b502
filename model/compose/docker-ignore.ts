/** Which files of a folder are sent to the image builder, by the rules of `.dockerignore`. */

interface Rule {
  /** The pattern's parts between slashes. */
  readonly parts: readonly string[];
  readonly matches: (path: string) => boolean;
  /** Whether the pattern takes back what earlier ones left out. */
  readonly negated: boolean;
}

/** What a `.dockerignore` leaves out. Paths are relative to the build context, with slashes. */
export interface DockerIgnore {
  /** Whether a file or folder is left out. */
  ignores(path: string): boolean;
  /** Whether a folder that is left out may still hold something that is not. */
  mayHoldMore(folder: string): boolean;
}

/**
 * Reads the text of a `.dockerignore`: the last pattern that a path or a folder above it fits decides.
 *
 * Syntax: https://docs.docker.com/build/concepts/context/#syntax
 */
export function parseDockerIgnore(text: string): DockerIgnore {
  const rules = text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "" && line !== "!")
    .map(readRule)
    .filter(({ parts }) => parts.length > 0);
  return {
    ignores: (path) => {
      const places = withFoldersAbove(path);
      const last = rules.findLast(({ matches }) => places.some(matches));
      return last !== undefined && !last.negated;
    },
    mayHoldMore: (folder) => rules.some((rule) => rule.negated && reaches(rule.parts, folder.split("/"))),
  };
}

function readRule(line: string): Rule {
  const negated = line.startsWith("!");
  const parts = (negated ? line.slice(1).trim() : line)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const pattern = new RegExp(`^${toExpression(parts)}$`, "s");
  return { parts, negated, matches: (path) => pattern.test(path) };
}

/** A regular expression for Go's `filepath.Match`, and `**` for any number of folders. */
function toExpression(parts: readonly string[]): string {
  return parts
    .map((part, index) => {
      const last = index === parts.length - 1;
      if (part === "**") return last ? ".*" : "(?:.*/)?";
      return partExpression(part) + (last ? "" : "/");
    })
    .join("");
}

function partExpression(part: string): string {
  return part.replace(/\\.|\*\*|\*|\?|\[[^\]]+\]|[.+^${}()|\\[\]]/g, (special) => {
    if (special === "**") return ".*";
    if (special === "*") return "[^/]*";
    if (special === "?") return "[^/]";
    return special.startsWith("[") && special.length > 1 ? special : `\\${special.replace(/^\\/, "")}`;
  });
}

function withFoldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Whether a pattern can fit something below a folder. */
function reaches(pattern: readonly string[], folder: readonly string[]): boolean {
  for (const [index, part] of folder.entries()) {
    const wanted = pattern[index];
    if (wanted === undefined) return false;
    if (wanted.includes("**")) return true;
    if (!new RegExp(`^${partExpression(wanted)}$`, "s").test(part)) return false;
  }
  return true;
}
