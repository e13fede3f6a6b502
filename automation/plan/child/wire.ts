/** Values as programs send them: plain ones, and those that carry a signature. */

import type { Sdk } from "./sdk";

/** A value in Pulumi's wire form. */
export type WireObject = Record<string, unknown>;

/** Reads and makes values in the wire form of one SDK. */
export class Wire {
  readonly unknown: string;
  private readonly key: string;

  /** @param secretText text that stands for config that only a passphrase would open. */
  constructor(
    private readonly rpc: Sdk["rpc"],
    private readonly secretText: string,
  ) {
    this.unknown = rpc.unknownValue;
    this.key = rpc.specialSigKey;
  }

  secret(value: unknown): WireObject {
    return { [this.key]: this.rpc.specialSecretSig, value };
  }

  /** True for a secret, whatever is in it. */
  isSecret(value: unknown): boolean {
    return isObject(value) && value[this.key] === this.rpc.specialSecretSig;
  }

  /** True for what is no plain object: a secret, an asset, a reference. */
  isSpecial(value: WireObject): boolean {
    return this.key in value;
  }

  /**
   * The inputs as a provider gets them: an output's value in place of the output.
   *
   * @param found collects the URNs that outputs came from.
   */
  lower(value: unknown, found?: Set<string>): unknown {
    if (typeof value === "string") return this.lowerText(value);
    if (Array.isArray(value)) return value.map((item) => this.lower(item, found));
    if (!isObject(value)) return value;
    if (value[this.key] === this.rpc.specialOutputValueSig) return this.lowerOutput(value, found);
    return mapValues(value, (item) => this.lower(item, found));
  }

  /** As policies and providers that take no references get them: the id of a resource, or a component's URN. */
  withoutReferences(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.withoutReferences(item));
    if (!isObject(value)) return value;
    if (value[this.key] === this.rpc.specialResourceSig) {
      return "id" in value ? value["id"] || this.unknown : value["urn"];
    }
    return mapValues(value, (item) => this.withoutReferences(item));
  }

  /** As transforms get them: what is unknown or secret is an output there. */
  raise(value: unknown): unknown {
    if (value === this.unknown) return this.output({});
    if (Array.isArray(value)) return value.map((item) => this.raise(item));
    if (!isObject(value)) return value;
    if (value[this.key] === this.rpc.specialSecretSig) {
      const inner = value["value"];
      return this.output(inner === this.unknown ? { secret: true } : { value: inner, secret: true });
    }
    if (this.key in value) return value;
    return mapValues(value, (item) => this.raise(item));
  }

  /** The value as an output of these resources. */
  withDependencies(value: unknown, urns: readonly string[]): unknown {
    if (urns.length === 0) return value;
    const isOutput = isObject(value) && value[this.key] === this.rpc.specialOutputValueSig;
    const known = isOutput && Array.isArray(value["dependencies"]) ? (value["dependencies"] as string[]) : [];
    return this.output({
      ...(isOutput ? value : { value }),
      dependencies: [...new Set([...known, ...urns])],
    });
  }

  private output(parts: WireObject): WireObject {
    return { ...parts, [this.key]: this.rpc.specialOutputValueSig };
  }

  private lowerOutput(output: WireObject, found?: Set<string>): unknown {
    for (const urn of Array.isArray(output["dependencies"]) ? (output["dependencies"] as string[]) : []) {
      found?.add(urn);
    }
    const value = "value" in output ? this.lower(output["value"], found) : this.unknown;
    return output["secret"] === true && !this.isSecret(value) ? this.secret(value) : value;
  }

  private lowerText(text: string): unknown {
    return text.includes(this.secretText) ? this.secret(this.unknown) : text;
  }
}

/** A plain object, and no list. */
export function isObject(value: unknown): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(object: WireObject, change: (value: unknown) => unknown): WireObject {
  const result: WireObject = {};
  for (const key of Object.keys(object)) result[key] = change(object[key]);
  return result;
}
