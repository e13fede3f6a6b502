/** Pulumi's own policy server, called without a network: what it answers is what `pulumi preview` would be told. */

import { createRequire, Module } from "node:module";
import type { Policy } from "../../policypack/pack";

/** A policy's answer. */
export interface Diagnostic {
  getPolicyname(): string;
  getMessage(): string;
  getUrn(): string;
  getDescription(): string;
  /** 0 advisory, 1 mandatory. */
  getEnforcementlevel(): number;
}

/** The answers of several policies. */
export interface AnalyzeResponse {
  getDiagnosticsList(): readonly Diagnostic[];
}

/** The properties that policies have repaired. */
export interface RemediateResponse {
  getRemediationsList(): readonly {
    getProperties(): { toJavaScript(): Record<string, unknown> } | undefined;
  }[];
}

type Handler<Response> = (
  call: { readonly request: unknown },
  callback: (error: Error | null | undefined, response?: Response) => void,
) => void;

type MakeHandler<Response> = (
  pack: string,
  version: string,
  level: "advisory",
  policies: readonly Policy[],
) => Handler<Response>;

/** The part of the policy server that is not in the package's typed interface. */
interface PolicyServer {
  readonly makeAnalyzeRpcFun: MakeHandler<AnalyzeResponse>;
  readonly makeAnalyzeStackRpcFun: MakeHandler<AnalyzeResponse>;
  readonly makeRemediateRpcFun: MakeHandler<RemediateResponse>;
}

/**
 * Loads the policy server without the whole SDK of Pulumi, which takes longer to load than a plan takes to judge. The
 * server uses two of its parts, and for the time of its loading it finds just these under the SDK's name.
 */
function loadServer(): PolicyServer {
  const load = createRequire(createRequire(__filename).resolve("@pulumi/policy/server"));
  const sdk = load.resolve("@pulumi/pulumi");
  const { cache } = load;
  if (cache[sdk] !== undefined) return load("./server") as PolicyServer;
  const parts = new Module(sdk);
  parts.exports = {
    asset: load("@pulumi/pulumi/asset") as unknown,
    ...(load("@pulumi/pulumi/output") as object),
  };
  parts.loaded = true;
  cache[sdk] = parts;
  try {
    return load("./server") as PolicyServer;
  } finally {
    delete cache[sdk];
  }
}

const server = loadServer();

/** Asks something of the server. */
export type Ask<Response> = (request: unknown) => Promise<Response>;

function asking<Response>(make: MakeHandler<Response>): (policies: readonly Policy[]) => Ask<Response> {
  return (policies) => {
    const handler = make("plinth", "0.0.0", "advisory", policies);
    return (request) =>
      new Promise((resolve, reject) => {
        handler({ request }, (error, response) => {
          if (response === undefined) reject(error ?? new Error("the policy server gave no answer"));
          else resolve(response);
        });
      });
  };
}

/** Judges one resource. */
export const analyze = asking(server.makeAnalyzeRpcFun);

/** Judges all resources together. */
export const analyzeStack = asking(server.makeAnalyzeStackRpcFun);

/** Repairs one resource. */
export const remediate = asking(server.makeRemediateRpcFun);
