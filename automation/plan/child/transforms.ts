/** Transforms, applied as the engine applies them: the resource's own, then its parents', then the stack's. */

import type { Callback, RegisterRequest, TransformOptions } from "./messages";
import type { Sdk } from "./sdk";
import type { Wire, WireObject } from "./wire";

/** What a resource is asked to be, before or after its transforms. */
export interface Wanted {
  readonly props: WireObject;
  readonly options: TransformOptions;
}

/** Keeps the transforms that a program registers, and runs them in this process. */
export class Transforms {
  private readonly ofStack: string[] = [];
  private readonly ofStackInvokes: string[] = [];
  private readonly ofResource = new Map<string, readonly string[]>();
  private readonly parents = new Map<string, string>();

  constructor(
    private readonly sdk: Sdk,
    private readonly wire: Wire,
  ) {}

  addToStack(callback: Callback): void {
    this.ofStack.push(callback.getToken());
  }

  addToInvokes(callback: Callback): void {
    this.ofStackInvokes.push(callback.getToken());
  }

  /** Remembers what children of the resource inherit. */
  addResource(urn: string, request: RegisterRequest): void {
    this.parents.set(urn, request.getParent());
    this.ofResource.set(
      urn,
      request.getTransformsList().map((callback) => callback.getToken()),
    );
  }

  /** True where any transform looks at the resource. */
  concern(request: RegisterRequest): boolean {
    return this.tokensFor(request).length > 0;
  }

  /** What the transforms make of a request. */
  async apply(request: RegisterRequest, wanted: Wanted): Promise<Wanted> {
    let current = wanted;
    for (const token of this.tokensFor(request)) current = await this.applyOne(token, request, current);
    return current;
  }

  /** What the transforms of the stack make of the arguments of a read. */
  async applyToInvoke(functionToken: string, args: WireObject): Promise<WireObject> {
    let current = args;
    for (const token of this.ofStackInvokes) {
      const message = new this.sdk.messages.TransformInvokeRequest();
      message.setToken(functionToken);
      message.setArgs(this.struct(current));
      const response = this.sdk.messages.TransformInvokeResponse.deserializeBinary(
        await this.call(token, message.serializeBinary()),
      );
      current = (response.getArgs()?.toJavaScript() as WireObject | undefined) ?? current;
    }
    return current;
  }

  private tokensFor(request: RegisterRequest): readonly string[] {
    const tokens = request.getTransformsList().map((callback) => callback.getToken());
    for (let urn = request.getParent(); urn !== ""; urn = this.parents.get(urn) ?? "") {
      tokens.push(...(this.ofResource.get(urn) ?? []));
    }
    return [...tokens, ...this.ofStack];
  }

  private async applyOne(
    token: string,
    request: RegisterRequest,
    { props, options }: Wanted,
  ): Promise<Wanted> {
    const message = new this.sdk.messages.TransformRequest();
    message.setType(request.getType());
    message.setName(request.getName());
    message.setCustom(request.getCustom());
    message.setParent(request.getParent());
    message.setProperties(this.struct(this.wire.raise(props) as WireObject));
    message.setOptions(options);
    const response = this.sdk.messages.TransformResponse.deserializeBinary(
      await this.call(token, message.serializeBinary()),
    );
    return {
      props: (response.getProperties()?.toJavaScript() as WireObject | undefined) ?? props,
      options: response.getOptions() ?? options,
    };
  }

  /** Runs a callback of the program as the SDK's own server would, without a connection. */
  private async call(token: string, request: Uint8Array): Promise<Uint8Array> {
    const callback = this.sdk.state.getStore().callbacks?._callbacks.get(token);
    if (callback === undefined) throw new Error("a transform is not registered with the SDK");
    return (await callback(request)).serializeBinary();
  }

  private struct(value: WireObject): ReturnType<Sdk["struct"]["Struct"]["fromJavaScript"]> {
    return this.sdk.struct.Struct.fromJavaScript(
      value as Parameters<Sdk["struct"]["Struct"]["fromJavaScript"]>[0],
    );
  }
}
