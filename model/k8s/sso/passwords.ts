/** Passwords that External Secrets makes in the cluster, once. */

import { madeOnce } from "../generated-secrets";
import type { SpecifiedObject } from "../objects";

const generator = { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "Password" } as const;

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** Length of each; Authelia asks for 64 where it says so: https://www.authelia.com/reference/guides/generating-secure-values/ */
const LENGTH = 64;

/** What makes them: letters and digits, which every program takes. */
export function passwordGenerator(metadata: Named): SpecifiedObject {
  return {
    ...generator,
    metadata,
    spec: { length: LENGTH, digits: 12, symbols: 0, noUpper: false, allowRepeat: true },
  };
}

/** What is in a Secret of passwords. */
interface Passwords {
  readonly keys: readonly string[];
  /** Keys whose values are made from the passwords. @default none */
  readonly more?: Readonly<Record<string, string>>;
  /** Whether others are made when the Secret is deleted. @default the Secret stays away */
  readonly deleted?: "is-made-anew";
}

/** A Secret with a password of its own under each key, and what is made from them under others. */
export function passwordsSecret(metadata: Named, { keys, more = {}, deleted }: Passwords): SpecifiedObject {
  const data = { ...Object.fromEntries(keys.map((key) => [key, `{{ .${key} }}`])), ...more };
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata,
    spec: {
      // With another key nothing that is stored can be read.
      ...madeOnce(metadata.name, data, deleted),
      dataFrom: keys.map((target) => ({
        sourceRef: { generatorRef: { ...generator, name: metadata.name } },
        rewrite: [{ regexp: { source: "^password$", target } }],
      })),
    },
  };
}
