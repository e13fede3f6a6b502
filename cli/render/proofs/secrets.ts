/** No secret stands in clear text: only what SOPS encrypted, and placeholders. */

import { isRecord, partOf, textOf, titleOf } from "./objects";
import type { Path, Proof, TreeObject } from "./objects";
import type { Problem } from "./problem";

/** Texts that are secrets wherever they stand, by what they are. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/, "a secret key of age"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an access key of AWS"],
  [/\b(?:ghp|gho|ghs|github_pat)_[0-9A-Za-z_]{20,}/, "a token of GitHub"],
  [/\bglpat-[0-9A-Za-z_-]{20,}/, "a token of GitLab"],
  [/\bhf_[0-9A-Za-z]{30,}/, "a token of Hugging Face"],
  [/\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\./, "a JSON Web Token"],
];

/** Keys whose texts are secrets. */
const secretKey =
  /^(?:.*password|passwd|passphrase|token|.*secret|(?:client|aws|api|access|private)?secret(?:access)?key|apikey|privatekey|aescbcencryptionsecret|secretboxencryptionsecret)$/i;

/** Keys that end as those do, and name a Secret. */
const nameKey = /^(?:existingsecret|.*(?:ref|name))$/i;

/** The same keys inside a text of YAML, such as a patch of Talos. */
const secretLine = /^\s*(?:- )?["']?([A-Za-z]+)["']?:\s+["']?([^\s"'#{[][^\s"']*)/;

/** Secrets in clear text. */
export const proveSecrets: Proof = ({ tree, objects }) => [
  ...[...tree].flatMap(([file, text]) => textProblems(file, text)),
  ...objects.flatMap((object) =>
    textOf(object.value, "kind") === "Secret" ? secretProblems(object) : keyProblems(object),
  ),
];

/** Whether a value is, or holds, a secret in clear text; the path leads to it in its object. */
export function holdsSecret(value: unknown, path: Path): boolean {
  const found = secretPaths(value, path).length > 0;
  return found || secretTexts.some(([pattern]) => pattern.test(String(JSON.stringify(value))));
}

function textProblems(file: string, text: string): Problem[] {
  return secretTexts.flatMap(([pattern, what]) => {
    const match = pattern.exec(text);
    if (match === null) return [];
    const line = text.slice(0, match.index).split("\n").length;
    return [problem(file, line, `Here stands ${what} in clear text. ${remedy}`)];
  });
}

function secretProblems(object: TreeObject): Problem[] {
  return ["data", "stringData"].flatMap((part) => {
    const values = partOf(object.value, part);
    if (!isRecord(values)) return [];
    return Object.entries(values)
      .filter(([, value]) => !isHarmless(String(value), part === "data"))
      .map(([key]) =>
        problem(
          object.file,
          object.line([part, key]),
          `${titleOf(object)} has \`${part}.${key}\` in clear text. ${remedy}`,
        ),
      );
  });
}

function keyProblems(object: TreeObject): Problem[] {
  return secretPaths(object.value, [])
    .filter((path) => !namesKey(object, path))
    .map((path) =>
      problem(
        object.file,
        object.line(path),
        `${titleOf(object)} has a secret in clear text: \`${path.join(".")}\`. ${remedy}`,
      ),
    );
}

/** Under which key External Secrets puts a secret, or takes it from, by kind: where that stands in an entry of `spec.data`. */
const keyNames: Readonly<Record<string, string>> = {
  ExternalSecret: "secretKey",
  PushSecret: "match.secretKey",
};

/** Whether a text says such a key. */
function namesKey(object: TreeObject, path: Path): boolean {
  const [spec, data, index, ...rest] = path;
  const inData = spec === "spec" && data === "data" && typeof index === "number";
  return inData && rest.join(".") === keyNames[textOf(object.value, "kind")];
}

/** Paths of the secrets in a value, which itself stands at a path. */
function secretPaths(value: unknown, path: Path): readonly Path[] {
  const found: Path[] = [];
  addSecretPaths(found, value, [...path]);
  return found;
}

/** Adds what is found; `path` is changed on the way, and is at the end what it was. */
function addSecretPaths(found: Path[], value: unknown, path: (string | number)[]): void {
  if (typeof value === "string") {
    const key = path.findLast((part) => typeof part === "string");
    const named = typeof key === "string" && secretKey.test(key) && !nameKey.test(key);
    if (named && typeof path.at(-1) === "string" ? !isHarmless(value, false) : hasSecretLine(value))
      found.push([...path]);
  } else if (typeof value === "object" && value !== null) {
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, inner] of entries) {
      path.push(key);
      addSecretPaths(found, inner, path);
      path.pop();
    }
  }
}

function hasSecretLine(text: string): boolean {
  if (!text.includes("\n")) return false;
  return text.split("\n").some((line) => {
    const [, key = "", value = ""] = secretLine.exec(line) ?? [];
    return secretKey.test(key) && !nameKey.test(key) && !isHarmless(value, false);
  });
}

/** Encrypted, empty, or a placeholder that is plainly one: `<token>`, `REPLACE_ME`, `${TOKEN}`, `{{ .password }}`. */
function isHarmless(text: string, base64: boolean): boolean {
  const value = (base64 && !text.startsWith("ENC[") ? Buffer.from(text, "base64").toString() : text).trim();
  if (/^(?:true|false|null|)$/.test(value)) return true;
  return (
    /^ENC\[AES256_GCM,data:[^\]]*\]$/.test(value) ||
    /^<[^<>]+>$/.test(value) ||
    /^(?:REPLACE|CHANGE)[_-]?ME$/i.test(value) ||
    /^\$\{[A-Z_]+\}$/.test(value) ||
    /^\{\{[^{}]+\}\}$/.test(value)
  );
}

const remedy = "Encrypt the file with SOPS, or put a placeholder such as <token> there.";

function problem(file: string, line: number, message: string): Problem {
  return { proof: "secrets", file, line, message };
}
