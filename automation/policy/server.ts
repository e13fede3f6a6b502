/** Pulumi's own policy server, called without a network: what it answers is what `pulumi preview` would be told. */

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

/** The module is not part of the package's typed interface. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it has no declaration of these functions
const server = require("@pulumi/policy/server") as {
  readonly makeAnalyzeRpcFun: MakeHandler<AnalyzeResponse>;
  readonly makeAnalyzeStackRpcFun: MakeHandler<AnalyzeResponse>;
  readonly makeRemediateRpcFun: MakeHandler<RemediateResponse>;
};

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
