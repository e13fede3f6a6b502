/** Where the SDK is made to fit an evaluation without an engine. */

import { pathToFileURL } from "node:url";
import type { Calls } from "./calls";
import type { Journal } from "./journal";
import type { Positions } from "./position";
import type { Sdk } from "./sdk";
import { renderedByProvider } from "./unexpanded";
import { rendering } from "./calls";

/** What the changes to the SDK need. */
export interface PatchParts {
  readonly sdk: Sdk;
  readonly journal: Journal;
  readonly positions: Positions;
  readonly calls: Calls;
  /** Text that stands for config that only a passphrase would open. */
  readonly secretText: string;
}

type Loose = (this: unknown, ...args: unknown[]) => unknown;
type Functions = Record<string, Loose>;

/** Changes the SDK of this process; there is no way back, so one process evaluates one program. */
export function patchSdk(parts: PatchParts): void {
  // Each such promise keeps a stack trace, to find leaks that an evaluation finds by itself.
  parts.sdk.debuggable.debuggablePromise = (promise) => promise;
  patchPositions(parts);
  patchReads(parts);
  patchMethods(parts);
  patchSecretConfig(parts);
  patchStackReferences(parts);
  patchLog(parts);
}

/** The SDK takes the fourth frame, which may be a package's, and maps all of them; the program's own one is wanted. */
function patchPositions({ sdk, positions, journal }: PatchParts): void {
  const find = (): { uri: string; line: number; column: number } | undefined => {
    const position = positions.ofCall();
    if (position === undefined) return undefined;
    journal.begins(position);
    return { uri: pathToFileURL(position.file).href, line: position.line, column: position.column ?? 0 };
  };
  Object.assign(sdk.pulumi.Resource, {
    stackTrace: () => [find()].filter((position) => position !== undefined),
    sourcePosition: find,
  });
}

/** Lets the monitor know which form of a read the program uses, and at which line. */
function patchReads({ sdk, positions, calls, journal }: PatchParts): void {
  const runtime = sdk.pulumi.runtime as unknown as Functions;
  for (const [name, plain] of [
    ["invoke", true],
    ["invokeSingle", true],
    ["invokeOutput", false],
    ["invokeSingleOutput", false],
  ] as const) {
    const original = runtime[name];
    if (original === undefined) continue;
    runtime[name] = function (this: unknown, token, props, options, ...rest) {
      if (rendering.has(String(token))) noteRendered(journal, options);
      const read = { plain, source: positions.ofCall() };
      return calls.during(read, () => original.call(this, token, props, options, ...rest));
    };
  }
}

/** A component whose manifests a provider renders is not expanded. */
function noteRendered(journal: Journal, options: unknown): void {
  const parent = (
    options as { parent?: { urn: { promise(): Promise<string> }; __pulumiType: string } } | undefined
  )?.parent;
  if (parent === undefined) return;
  void parent.urn.promise().then((urn) => {
    if (journal.unexpanded.some((known) => known.urn === urn)) return;
    journal.unexpanded.push({ urn, type: parent.__pulumiType, reason: renderedByProvider });
  });
}

/** Methods of remote components give unknown values, where none are recorded. */
function patchMethods({ sdk, calls }: PatchParts): void {
  const runtime = sdk.pulumi.runtime as unknown as Functions;
  for (const name of ["call", "callSingle"]) {
    const original = runtime[name];
    if (original === undefined) continue;
    runtime[name] = function (this: unknown, token, props, resource, ...rest) {
      if (calls.knows(String(token))) return original.call(this, token, props, resource, ...rest);
      const urn = (resource as { urn?: unknown } | undefined)?.urn;
      return sdk.pulumi.output([props, urn]).apply(() => sdk.output.unknown);
    };
  }
}

/** Secrets of the config are unknown: nothing here could decrypt them. */
function patchSecretConfig({ sdk, secretText }: PatchParts): void {
  const config = sdk.pulumi.Config.prototype as unknown as Functions;
  const unknownIn = (value: unknown): unknown => {
    if (typeof value === "string") return value.includes(secretText) ? sdk.output.unknown : value;
    if (Array.isArray(value)) return value.map(unknownIn);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unknownIn(inner)]));
  };
  for (const kind of ["Secret", "SecretBoolean", "SecretNumber", "SecretObject"]) {
    for (const name of [`get${kind}`, `require${kind}`]) {
      const original = config[name];
      if (original === undefined) continue;
      config[name] = function (this: unknown, key, ...rest) {
        const text = (this as { get(key: unknown): string | undefined }).get(key);
        if (text?.includes(secretText) !== true) return original.call(this, key, ...rest);
        return sdk.pulumi.secret(kind === "SecretObject" ? unknownIn(JSON.parse(text)) : sdk.output.unknown);
      };
    }
  }
}

/** Outputs of another stack as plain values cannot be had, unless they are recorded. */
function patchStackReferences({ sdk, positions, journal, calls }: PatchParts): void {
  const reference = sdk.pulumi.StackReference.prototype as unknown as Functions;
  const original = reference["readOutputValue"];
  if (original === undefined) return;
  reference["readOutputValue"] = async function (this: unknown, ...args) {
    const source = positions.ofCall();
    const name = await (this as { name: { promise(): Promise<string> } }).name.promise();
    const token = "pulumi:pulumi:StackReference";
    if (calls.recordedResult(token, { name }) !== undefined) return original.call(this, ...args);
    journal.fail({ kind: "reads", message: token, source });
    throw new Error(`the program reads the outputs of ${name} while it runs`);
  };
}

/** An error that a program logs fails a preview, although the program goes on. */
function patchLog({ sdk, positions, journal }: PatchParts): void {
  const { error } = sdk.log;
  sdk.log.error = (message, ...rest) => {
    journal.fail({ kind: "logged", message, source: positions.ofCall() });
    return error(message, ...rest);
  };
}
