/** Runs the remediation of a rule as Pulumi does: through the official handler, on values in their wire form. */

import { createRequire } from "node:module";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import struct from "google-protobuf/google/protobuf/struct_pb";
import { policyOf } from "../../policypack/lib/policy";
import type { Rule } from "../../policypack/lib/rule";
import type { Inputs } from "./examples";
import { urnOf } from "./server";

interface Response {
  getRemediationsList(): {
    getDiagnostic(): string;
    getProperties(): { toJavaScript(): Inputs } | undefined;
  }[];
}
type Handler = (
  call: { request: unknown },
  callback: (error: Error | null | undefined, response?: Response) => void,
) => void;

const { makeRemediateRpcFun } = createRequire(__filename)("@pulumi/policy/server") as {
  readonly makeRemediateRpcFun: (
    name: string,
    version: string,
    level: string,
    policies: readonly unknown[],
  ) => Handler;
};

/** What is repaired, and with what around it. */
export interface Broken {
  readonly type: string;
  readonly inputs: Inputs;
  readonly provider?: Inputs;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The inputs as the remediation leaves them; undefined where it has nothing to do. */
export function remediate(rule: Rule, broken: Broken): Promise<Inputs | undefined> {
  const { type, inputs, provider, settings = {} } = broken;
  const policy = policyOf(rule);
  if (!("remediateResource" in policy)) throw new Error("no remediation");
  const { remediateResource } = policy;
  const getConfig = <T extends object>(): T => settings as T;
  const configured: typeof policy = {
    ...policy,
    enforcementLevel: "remediate",
    remediateResource: (args) => remediateResource({ ...args, getConfig }),
  };
  const request = new analyzer.AnalyzeRequest();
  request.setType(type);
  request.setName("example");
  request.setUrn(urnOf(type, "example"));
  request.setProperties(struct.Struct.fromJavaScript(inputs as never));
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  if (provider) {
    const resource = new analyzer.AnalyzerProviderResource();
    resource.setType("pulumi:providers:aws");
    resource.setProperties(struct.Struct.fromJavaScript(provider as never));
    request.setProvider(resource);
  }
  return new Promise((resolve, reject) => {
    makeRemediateRpcFun("test", "0.0.0", "advisory", [configured])({ request }, (error, response) => {
      if (error || !response) return reject(error ?? new Error("the policy server gave no answer"));
      const [remediation] = response.getRemediationsList();
      const diagnostic = remediation?.getDiagnostic() ?? "";
      if (diagnostic !== "") return reject(new Error(diagnostic));
      resolve(remediation?.getProperties()?.toJavaScript());
    });
  });
}
