/** Reading a stack's file without the Pulumi CLI. */

import { PlinthError } from "../errors";
import { isPlainObject } from "./coerce";
import { NAMESPACE } from "./keys";

/**
 * The raw config in a parsed `Pulumi.<stack>.yaml`, by full key (`plinth:name`), as `loadConfig` takes it.
 *
 * Keys of other namespaces are left out. A key without a namespace belongs to the project, as Pulumi has it.
 *
 * @param parsed what a YAML parser made of the file's text; `undefined` or `null` for an empty file.
 * @throws PlinthError `config-missing` where there is no `config:` to read; `config-encrypted` where a value of ours
 *   is encrypted, which only the Pulumi CLI can read.
 */
export function rawFromStackYaml(parsed: unknown, stack: string): Record<string, unknown> {
  const file = `Pulumi.${stack}.yaml`;
  const config = isPlainObject(parsed) ? parsed["config"] : undefined;
  if (!isPlainObject(config)) {
    const given =
      isPlainObject(parsed) && "config" in parsed
        ? "a config: that holds no keys with values"
        : "no config: in it";
    throw new PlinthError("config-missing", `${file} has ${given}.`, {
      fix: `Write into ${file} the two lines "config:" and "  ${NAMESPACE}:target: compose"; Pulumi.dev.yaml is an example.`,
    });
  }
  const own = Object.entries(config)
    .map(([key, value]): [string, unknown] => [fullKey(key), value])
    .filter(([key]) => key.startsWith(`${NAMESPACE}:`));
  const encrypted = own.filter(([, value]) => isEncrypted(value)).map(([key]) => key);
  if (encrypted.length > 0) throw encryptedError(encrypted, stack);
  return Object.fromEntries(own);
}

/** `name`, `plinth:name` and the old form `plinth:config:name` are one key. */
function fullKey(key: string): string {
  const full = key.includes(":") ? key : `${NAMESPACE}:${key}`;
  return full.startsWith(`${NAMESPACE}:config:`) ? full.replace(":config:", ":") : full;
}

/** True for Pulumi's `{ secure: <ciphertext> }`, also deep inside a value. */
function isEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isEncrypted);
  if (!isPlainObject(value)) return false;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secure" && typeof value["secure"] === "string") return true;
  return Object.values(value).some(isEncrypted);
}

function encryptedError(keys: readonly string[], stack: string): PlinthError {
  const which = keys.join(", ");
  return new PlinthError(
    "config-encrypted",
    `Pulumi.${stack}.yaml holds ${which} encrypted, and only the Pulumi CLI can decrypt it.`,
    {
      fix: `Install the Pulumi CLI and run the command again, or write a plain value for ${which}.`,
    },
  );
}
