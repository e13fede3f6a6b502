/** Runs policies as Pulumi does: through the official handlers of its policy server, on values in their wire form. */

import { createRequire } from "node:module";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import struct from "google-protobuf/google/protobuf/struct_pb";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { ExampleResource, Inputs } from "./examples";

/** What the policy server answers for one violation. */
export interface Diagnostic {
  readonly policyName: string;
  readonly message: string;
  readonly urn: string;
  readonly enforcementLevel: "advisory" | "mandatory" | "remediate" | "disabled";
}

type Handler = (
  call: { request: unknown },
  callback: (error: Error | null | undefined, response?: Response) => void,
) => void;
interface Response {
  getDiagnosticsList(): {
    getPolicyname(): string;
    getMessage(): string;
    getUrn(): string;
    getEnforcementlevel(): number;
  }[];
}
type MakeHandler = (name: string, version: string, level: string, policies: readonly Policy[]) => Handler;
type Policy = ResourceValidationPolicy | StackValidationPolicy;

const server = createRequire(__filename)("@pulumi/policy/server") as {
  readonly makeAnalyzeRpcFun: MakeHandler;
  readonly makeAnalyzeStackRpcFun: MakeHandler;
};
const levels = ["advisory", "mandatory", "disabled", "remediate"] as const;

/** Pulumi's wire form of a secret. */
export function secret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Pulumi's wire form of a value that is not known yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The URN that the examples give to a resource. */
export function urnOf(type: string, name: string, stack = "test"): string {
  return `urn:pulumi:${stack}::plinth::${type}::${name}`;
}

/** The config of one policy. The server keeps what `configure` gave it, so examples wrap `getConfig` instead. */
function withSettings(policy: Policy, settings: Readonly<Record<string, unknown>> | undefined): Policy {
  if (settings === undefined) return policy;
  const getConfig = <T extends object>(): T => settings as T;
  if ("validateStack" in policy) {
    return {
      ...policy,
      validateStack: (args, report) => policy.validateStack({ ...args, getConfig }, report),
    };
  }
  const validate = policy.validateResource;
  if (typeof validate !== "function") throw new Error(`${policy.name} has no single validation`);
  return { ...policy, validateResource: (args, report) => validate({ ...args, getConfig }, report) };
}

/** Judges one resource. */
export function analyze(
  policy: Policy,
  resource: {
    readonly type: string;
    readonly inputs: Inputs;
    readonly provider?: Inputs | undefined;
    readonly stack?: string;
  },
  settings?: Readonly<Record<string, unknown>>,
): Promise<Diagnostic[]> {
  const request = new analyzer.AnalyzeRequest();
  request.setType(resource.type);
  request.setName("example");
  request.setUrn(urnOf(resource.type, "example", resource.stack));
  request.setProperties(struct.Struct.fromJavaScript(resource.inputs as never));
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  if (resource.provider) request.setProvider(providerOf(resource.type, resource.provider));
  return call(
    server.makeAnalyzeRpcFun("test", "0.0.0", "advisory", [withSettings(policy, settings)]),
    request,
  );
}

/** Judges a stack. */
export function analyzeStack(
  policy: Policy,
  resources: readonly ExampleResource[],
  settings?: Readonly<Record<string, unknown>>,
): Promise<Diagnostic[]> {
  const urns = new Map(resources.map(({ name, type }) => [name, urnOf(type, name)]));
  const urn = (name: string): string => {
    const found = urns.get(name);
    if (found === undefined) throw new Error(`the example has no resource ${name}`);
    return found;
  };
  const request = new analyzer.AnalyzeStackRequest();
  for (const { type, name, inputs, provider, parent, propertyDependencies = {} } of resources) {
    const resource = new analyzer.AnalyzerResource();
    resource.setType(type);
    resource.setName(name);
    resource.setUrn(urn(name));
    resource.setProperties(struct.Struct.fromJavaScript(inputs as never));
    resource.setOptions(new analyzer.AnalyzerResourceOptions());
    if (provider) resource.setProvider(providerOf(type, provider));
    if (parent !== undefined) resource.setParent(urn(parent));
    for (const [key, names] of Object.entries(propertyDependencies)) {
      const dependencies = new analyzer.AnalyzerPropertyDependencies();
      dependencies.setUrnsList(names.filter((each) => urns.has(each)).map(urn));
      resource.getPropertydependenciesMap().set(key, dependencies);
    }
    resource.setDependenciesList(
      Object.values(propertyDependencies)
        .flat()
        .filter((each) => urns.has(each))
        .map(urn),
    );
    request.addResources(resource);
  }
  return call(
    server.makeAnalyzeStackRpcFun("test", "0.0.0", "advisory", [withSettings(policy, settings)]),
    request,
  );
}

function providerOf(type: string, inputs: Inputs): InstanceType<typeof analyzer.AnalyzerProviderResource> {
  const provider = new analyzer.AnalyzerProviderResource();
  const providerType = `pulumi:providers:${type.split(":")[0]}`;
  provider.setType(providerType);
  provider.setName("provider");
  provider.setUrn(urnOf(providerType, "provider"));
  provider.setProperties(struct.Struct.fromJavaScript(inputs as never));
  return provider;
}

function call(handler: Handler, request: unknown): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    handler({ request }, (error, response) => {
      if (error || !response) return reject(error ?? new Error("the policy server gave no answer"));
      resolve(
        response.getDiagnosticsList().map((diagnostic) => ({
          policyName: diagnostic.getPolicyname(),
          message: diagnostic.getMessage(),
          urn: diagnostic.getUrn(),
          enforcementLevel: levels[diagnostic.getEnforcementlevel()] ?? "disabled",
        })),
      );
    });
  });
}
