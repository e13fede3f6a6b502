/** The only reader of Pulumi's config. */

import * as pulumi from "@pulumi/pulumi";
import { loadConfig, NAMESPACE } from "./model/config";
import type { Config } from "./model/config";
import { isPlinthError } from "./model/errors";

/** Pulumi exports its judge of secret keys, and leaves it out of its type declarations. */
const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & {
  readonly isConfigSecret: (key: string) => boolean;
};

/**
 * The config of the stack that Pulumi runs.
 *
 * Every `plinth:*` key that the stack has is handed to the model, also one that no schema knows: that is a mistake to
 * report. No key of ours takes a secret, so one that is set as a secret is reported, and its value never shown.
 *
 * @throws pulumi.RunError with every mistake; Pulumi shows such an error as it is, without a stack trace.
 */
export function readConfig(): Config {
  const settings = new pulumi.Config(NAMESPACE);
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(`${NAMESPACE}:`));
  const raw = Object.fromEntries(keys.map((key) => [key, settings.get(key.slice(NAMESPACE.length + 1))]));
  try {
    return loadConfig(raw, {
      stack: pulumi.getStack(),
      secretKeys: keys.filter((key) => isConfigSecret(key)),
    });
  } catch (error) {
    throw isPlinthError(error) ? new pulumi.RunError(error.format()) : error;
  }
}
