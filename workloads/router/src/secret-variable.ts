import { readFileSync } from "node:fs";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A key, from an environment variable or from the file that the same name with `_FILE` names. A missing or empty file
 * means no key: an upstream on a laptop needs none.
 * @param issues takes a sentence for a file that cannot be read, and for a content that is no key
 */
export function keyOf(env: Environment, variable: string, issues: string[]): string | undefined {
  const path = env[`${variable}_FILE`];
  const place = path === undefined ? variable : `${variable}_FILE names ${path}, whose content`;
  const text = (path === undefined ? (env[variable] ?? "") : readIfThere(variable, path, issues)).trim();
  if (/^[\x21-\x7e]*$/.test(text)) return text === "" ? undefined : text;
  issues.push(
    `${place} is no key; it must be one line of visible ASCII characters without spaces, or empty for no key. ` +
      `Write the key, and nothing else, there.`,
  );
  return undefined;
}

function readIfThere(variable: string, path: string, issues: string[]): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    issues.push(
      `${variable}_FILE names ${path}, which cannot be read (${code}); it must be a file that the router's user may ` +
        `read. Correct the path or the file's mode, or unset the variable for no key.`,
    );
    return "";
  }
}
