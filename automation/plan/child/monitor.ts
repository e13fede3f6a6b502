/** The engine's place in an evaluation: it notes what is registered, and answers as a preview of a new stack does. */

import type { Calls } from "./calls";
import type { Journal } from "./journal";
import type { CallRequest, Callback, InvokeRequest, ReadRequest, RegisterRequest, Reply } from "./messages";
import type { Positions } from "./position";
import type { Registrations } from "./registrations";
import type { Sdk } from "./sdk";
import type { Transforms } from "./transforms";
import type { Wire, WireObject } from "./wire";

/** Features of the engine that an evaluation does without: there is no state to migrate, and nothing to wait for. */
const left = ["INVOKE_DEPENDS_ON", "STATE_MIGRATIONS"];

/** What the monitor works with. */
export interface MonitorParts {
  readonly sdk: Sdk;
  readonly wire: Wire;
  readonly journal: Journal;
  readonly positions: Positions;
  readonly transforms: Transforms;
  readonly registrations: Registrations;
  readonly calls: Calls;
}

/** Answers the SDK's requests. Its methods are those of the SDK's client for the engine. */
export class Monitor {
  constructor(private readonly parts: MonitorParts) {}

  registerResource(request: RegisterRequest, reply: Reply): void {
    this.answer(reply, () => this.parts.registrations.register(request));
  }

  readResource(request: ReadRequest, reply: Reply): void {
    this.answer(reply, () => Promise.resolve(this.parts.registrations.read(request)));
  }

  registerResourceOutputs(_request: unknown, reply: Reply): void {
    reply(null, {});
  }

  invoke(request: InvokeRequest, reply: Reply): void {
    this.answer(reply, async () => {
      const token = request.getTok();
      const given = (request.getArgs()?.toJavaScript() ?? {}) as WireObject;
      if (token === "pulumi:pulumi:getResource") return this.parts.registrations.get(String(given["urn"]));
      return this.invoked(token, await this.parts.transforms.applyToInvoke(token, given));
    });
  }

  /** Methods of remote components: only a recorded answer gets here. */
  call(request: CallRequest, reply: Reply): void {
    const { sdk, calls } = this.parts;
    const response = new sdk.messages.ResourceInvokeResponse();
    const args = (request.getArgs()?.toJavaScript() ?? {}) as WireObject;
    response.setReturn(this.struct(calls.recordedResult(request.getTok(), args) ?? {}));
    reply(null, Object.assign(response, { getReturndependenciesMap: () => undefined }));
  }

  registerStackTransform(callback: Callback, reply: Reply): void {
    this.parts.transforms.addToStack(callback);
    reply(null, {});
  }

  registerStackInvokeTransform(callback: Callback, reply: Reply): void {
    this.parts.transforms.addToInvokes(callback);
    reply(null, {});
  }

  /** Hooks run beside operations on the cloud; a plan has none. */
  registerResourceHook(_request: unknown, reply: Reply): void {
    reply(null, {});
  }

  registerErrorHook(_request: unknown, reply: Reply): void {
    reply(null, {});
  }

  registerPackage(_request: unknown, reply: Reply): void {
    const response = new this.parts.sdk.messages.RegisterPackageResponse();
    response.setRef("plan");
    reply(null, response);
  }

  existsResource(request: { getType(): string }, reply: Reply): void {
    const message = `whether a ${request.getType()} exists`;
    this.parts.journal.fail({ kind: "reads", message, source: this.parts.positions.ofCall() });
    reply(Object.assign(new Error(message), { details: message }));
  }

  signalAndWaitForShutdown(_request: unknown, reply: Reply): void {
    reply(null, {});
  }

  supportsFeature(request: { getId(): string }, reply: Reply): void {
    const supported = !["invokeDependsOn", "stateMigrations"].includes(request.getId());
    reply(null, { getHassupport: () => supported });
  }

  getDeploymentInfo(_request: unknown, reply: Reply): void {
    const { messages } = this.parts.sdk;
    const response = new messages.DeploymentInfo();
    const all: Readonly<Record<string, unknown>> = messages.ResourceMonitorFeature;
    const features = Object.entries(all).filter(([name]) => !left.some((one) => name.endsWith(one)));
    response.setSupportedfeaturesList(features.map(([, feature]) => feature as never));
    reply(null, response);
  }

  close(): void {
    // There is no connection to close.
  }

  private async invoked(token: string, given: WireObject): Promise<unknown> {
    const { sdk, wire, calls, journal } = this.parts;
    const args = wire.lower(given) as WireObject;
    const answer = calls.answer(token, args);
    const response = new sdk.messages.ResourceInvokeResponse();
    if (answer === "unknown") {
      return Promise.resolve(Object.assign(response, { getUnknown: () => true }));
    }
    if (answer === "rendered") response.setReturn(this.struct({ result: wire.unknown }));
    else if ("result" in answer) response.setReturn(this.struct(answer.result));
    else {
      journal.fail({ kind: "reads", message: token, source: answer.missing });
      throw new Error(`the program reads ${token} from the cloud while it runs`);
    }
    return response;
  }

  private struct(
    value: Readonly<Record<string, unknown>>,
  ): ReturnType<Sdk["struct"]["Struct"]["fromJavaScript"]> {
    return this.parts.sdk.struct.Struct.fromJavaScript(
      value as Parameters<Sdk["struct"]["Struct"]["fromJavaScript"]>[0],
    );
  }

  private answer(reply: Reply, work: () => Promise<unknown>): void {
    work().then(
      (response) => reply(null, response),
      (error: unknown) => {
        const failure = error instanceof Error ? error : new Error(String(error));
        reply(Object.assign(failure, { details: failure.message }));
      },
    );
  }
}
