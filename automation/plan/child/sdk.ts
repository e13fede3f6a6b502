/** The program's own copy of Pulumi's SDK, as far as the plan reaches into it. */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ResourceMessages } from "./messages";

/** A resource whose registration has begun and not ended. */
export interface PendingRegistration {
  readonly type?: string;
  readonly name?: string;
  readonly phase: string;
  readonly inputProperty?: string;
}

/** The SDK's state of one process. */
export interface Store {
  readonly settings: { rpcDone: Promise<unknown> };
  readonly pendingResourceRegistrations?: ReadonlyMap<unknown, PendingRegistration>;
  readonly callbacks?: CallbackServer;
  readonly logErrorCount: number;
}

/** Holds the functions that the engine may call back, such as transforms. */
export interface CallbackServer {
  readonly _callbacks: ReadonlyMap<string, (request: Uint8Array) => Promise<Message>>;
  shutdown(): void;
}

/** A message of the protocol between program and engine. */
export interface Message {
  serializeBinary(): Uint8Array;
}

/** What the plan uses of the SDK. */
export interface Sdk {
  /** Module of the package itself. */
  readonly pulumi: typeof Pulumi;
  /** `runtime/settings`. */
  readonly settings: {
    setMockOptions(
      monitor: unknown,
      project: string,
      stack: string,
      preview: boolean,
      organization: string,
    ): void;
    waitForRPCs(): Promise<void>;
  };
  /** `runtime/state`. */
  readonly state: { getStore(): Store };
  /** `runtime/rpc`. */
  readonly rpc: Readonly<Record<SignatureName, string>>;
  /** `runtime/debuggable`. */
  readonly debuggable: { debuggablePromise: (promise: unknown) => unknown };
  /** `runtime/stack`. */
  readonly stack: { runInPulumiStack(init: () => Promise<unknown>): Promise<unknown> };
  /** `output`. */
  readonly output: { readonly unknown: unknown };
  /** `log`. */
  readonly log: { error: (message: string, ...rest: unknown[]) => Promise<void> };
  /** `proto/resource_pb`. */
  readonly messages: ResourceMessages;
  /** `google-protobuf`'s structures. */
  readonly struct: { readonly Struct: typeof Struct };
}

/** Names that the SDK exports the marks of special values under. */
export type SignatureName =
  "unknownValue" | "specialSigKey" | "specialSecretSig" | "specialResourceSig" | "specialOutputValueSig";

/** The program has no Pulumi SDK in reach. */
export class NoSdkError extends Error {}

/**
 * Loads the SDK that the program itself will import.
 *
 * @throws NoSdkError where it is not installed.
 */
export function loadSdk(folder: string): Sdk {
  const fromProgram = createRequire(join(folder, "package.json"));
  let main: string;
  try {
    main = fromProgram.resolve("@pulumi/pulumi");
  } catch (error) {
    throw new NoSdkError("@pulumi/pulumi is not installed", { cause: error });
  }
  const inner = createRequire(main);
  const root = dirname(main);
  const part = (path: string): unknown => inner(join(root, path));
  return {
    pulumi: inner(main) as Sdk["pulumi"],
    settings: part("runtime/settings") as Sdk["settings"],
    state: part("runtime/state") as Sdk["state"],
    rpc: part("runtime/rpc") as Sdk["rpc"],
    debuggable: part("runtime/debuggable") as Sdk["debuggable"],
    stack: part("runtime/stack") as Sdk["stack"],
    output: part("output") as Sdk["output"],
    log: part("log") as Sdk["log"],
    messages: part("proto/resource_pb") as Sdk["messages"],
    struct: inner("google-protobuf/google/protobuf/struct_pb") as Sdk["struct"],
  };
}
