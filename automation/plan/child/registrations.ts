/** What a program registers and reads, noted as the engine would plan it. */

import { fileURLToPath } from "node:url";
import type { PlannedResource, SourcePosition } from "../types";
import type { Journal } from "./journal";
import type { OutputShapes } from "./output-shapes";
import type { ReadRequest, RegisterRequest } from "./messages";
import type { Positions } from "./position";
import type { Sdk } from "./sdk";
import type { Transforms, Wanted } from "./transforms";
import { whyUnexpanded } from "./unexpanded";
import { urnOf, urnOfProvider } from "./urn";
import type { Wire, WireObject } from "./wire";

/** What registrations need of the evaluation. */
export interface RegistrationParts {
  readonly sdk: Sdk;
  readonly wire: Wire;
  readonly journal: Journal;
  readonly positions: Positions;
  readonly transforms: Transforms;
  readonly shapes: OutputShapes;
  readonly project: string;
  readonly stack: string;
  /** Recorded outputs of another stack. */
  readonly outputsOf: (stackReference: string) => Readonly<Record<string, unknown>> | undefined;
}

/** Notes registrations and answers them as a preview of a new stack does: inputs known, the rest unknown. */
export class Registrations {
  /** The program has come to its end: what is registered now comes too late. */
  ended = false;
  /** What each resource answers to those that ask for it again. */
  private readonly states = new Map<string, WireObject>();

  constructor(private readonly parts: RegistrationParts) {}

  async register(request: RegisterRequest): Promise<unknown> {
    const { journal, transforms } = this.parts;
    const urn = this.urn(request);
    const source = this.source(request);
    this.refuse(urn, source);
    const before = this.wanted(request);
    const touched = transforms.concern(request);
    const wanted = touched ? await transforms.apply(request, before) : before;
    const planned = this.planned({ request, urn, source, wanted, touched });
    journal.resources.set(urn, planned);
    transforms.addResource(urn, request);
    const reason = whyUnexpanded(planned.type, planned.remote);
    if (reason !== undefined) journal.unexpanded.push({ urn, type: planned.type, reason });
    const state = planned.custom ? this.outputs(planned.type, wanted) : {};
    this.states.set(urn, state);
    return this.registered(urn, state);
  }

  read(request: ReadRequest): unknown {
    const { sdk, journal } = this.parts;
    const urn = this.urn(request);
    const type = request.getType();
    const source = this.source(request);
    this.refuse(urn, source);
    const parent = request.getParent();
    journal.reads.set(urn, {
      urn,
      type,
      name: request.getName(),
      ...(parent === "" ? {} : { parent }),
      ...(source === undefined ? {} : { source }),
    });
    const state = this.readState(type, request);
    this.states.set(urn, state);
    const response = new sdk.messages.ReadResourceResponse();
    response.setUrn(urn);
    response.setProperties(this.struct(state));
    return response;
  }

  /** The state of a resource that is named by its URN. */
  get(urn: string): unknown {
    const response = new this.parts.sdk.messages.ResourceInvokeResponse();
    response.setReturn(this.struct({ urn, id: "", state: this.states.get(urn) ?? {} }));
    return response;
  }

  /** Ends the registration of a second resource with the same URN, and of one that comes too late. */
  private refuse(urn: string, source: SourcePosition | undefined): void {
    const { journal } = this.parts;
    const first = journal.resources.get(urn) ?? journal.reads.get(urn);
    if (first !== undefined) {
      const details =
        first.source === undefined ? [] : [`The first is at ${first.source.file}:${first.source.line}.`];
      journal.fail({ kind: "duplicate", message: urn, source, details });
      throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    }
    if (this.ended) {
      journal.fail({ kind: "late", message: urn, source });
      throw new Error(`${urn} is registered after the end of the program`);
    }
  }

  private urn(request: RegisterRequest | ReadRequest): string {
    const { stack, project } = this.parts;
    return urnOf(stack, project, request.getParent(), request.getType(), request.getName());
  }

  /** The line that the SDK found; else that of the nearest parent. */
  private source(request: RegisterRequest | ReadRequest): SourcePosition | undefined {
    const position = request.getSourceposition();
    if (position !== undefined && this.parts.positions.isOfProgram(pathOf(position.getUri()))) {
      const column = position.getColumn();
      const file = pathOf(position.getUri());
      const source = { file, line: position.getLine(), ...(column > 0 ? { column } : {}) };
      this.parts.journal.arrives(source);
      return source;
    }
    return this.parts.journal.resources.get(request.getParent())?.source;
  }

  private wanted(request: RegisterRequest): Wanted {
    const { messages } = this.parts.sdk;
    const options = new messages.TransformResourceOptions();
    options.setDependsOnList(request.getDependenciesList());
    options.setIgnoreChangesList(request.getIgnorechangesList());
    options.setReplaceOnChangesList(request.getReplaceonchangesList());
    options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
    options.setAliasesList(request.getAliasesList());
    options.setProvider(request.getProvider());
    options.setVersion(request.getVersion());
    options.setPluginDownloadUrl(request.getPlugindownloadurl());
    options.setDeletedWith(request.getDeletedwith());
    options.setImport(request.getImportid());
    options.setCustomTimeouts(request.getCustomtimeouts());
    const protect = request.getProtect();
    if (request.hasProtect() && protect !== undefined) options.setProtect(protect);
    const retain = request.getRetainondelete();
    if (request.hasRetainondelete() && retain !== undefined) options.setRetainOnDelete(retain);
    if (request.getDeletebeforereplacedefined()) {
      options.setDeleteBeforeReplace(request.getDeletebeforereplace());
    }
    const providers = options.getProvidersMap();
    request.getProvidersMap().forEach((reference, key) => providers.set(key, reference));
    return { props: this.props(request), options };
  }

  /** Inputs; where a transform of the resource's own looks at them, they carry what they came from. */
  private props(request: RegisterRequest): WireObject {
    const props = (request.getObject()?.toJavaScript() ?? {}) as WireObject;
    if (request.getTransformsList().length === 0) return props;
    const { wire } = this.parts;
    const raised: WireObject = {};
    const dependencies = request.getPropertydependenciesMap();
    for (const [key, value] of Object.entries(props)) {
      raised[key] = wire.withDependencies(wire.raise(value), dependencies.get(key)?.getUrnsList() ?? []);
    }
    return raised;
  }

  private planned(given: {
    request: RegisterRequest;
    urn: string;
    source: SourcePosition | undefined;
    wanted: Wanted;
    touched: boolean;
  }): PlannedResource {
    const { request, urn, source, wanted } = given;
    const { wire } = this.parts;
    const inputs: WireObject = {};
    const own = request.getTransformsList().length > 0;
    const dependencies = new Set(own ? wanted.options.getDependsOnList() : request.getDependenciesList());
    const propertyDependencies: Record<string, readonly string[]> = {};
    const dependenciesOf = request.getPropertydependenciesMap();
    for (const [key, value] of Object.entries(wanted.props)) {
      const urns = new Set(own ? [] : (dependenciesOf.get(key)?.getUrnsList() ?? []));
      inputs[key] = wire.withoutReferences(wire.lower(value, urns));
      if (own) for (const one of urns) dependencies.add(one);
      if (urns.size > 0) propertyDependencies[key] = [...urns];
    }
    const parent = request.getParent();
    const provider = wanted.options.getProvider();
    return {
      urn,
      type: request.getType(),
      name: request.getName(),
      custom: request.getCustom(),
      remote: request.getRemote(),
      ...(parent === "" ? {} : { parent }),
      ...(provider === "" ? {} : { provider: urnOfProvider(provider) }),
      protect: wanted.options.getProtect() ?? false,
      ignoreChanges: wanted.options.getIgnoreChangesList(),
      dependencies: [...dependencies],
      propertyDependencies,
      wire: inputs,
      ...(source === undefined ? {} : { source }),
    };
  }

  /** What the resource's outputs are before it exists: its inputs; all that is not among them stays unknown. */
  private outputs(type: string, { props, options }: Wanted): WireObject {
    const { wire } = this.parts;
    const outputs = this.parts.shapes.complete(type, wire.lower(props) as WireObject);
    for (const key of options.getAdditionalSecretOutputsList()) {
      const value = key in outputs ? outputs[key] : wire.unknown;
      if (!wire.isSecret(value)) outputs[key] = wire.secret(value);
    }
    return outputs;
  }

  /** What is known of a resource that is read: its id, and of another stack what was recorded. */
  private readState(type: string, request: ReadRequest): WireObject {
    if (type !== "pulumi:pulumi:StackReference") return {};
    const outputs = this.parts.outputsOf(request.getId());
    const known = outputs === undefined ? {} : { outputs, secretOutputNames: [] };
    return { name: request.getId(), ...known };
  }

  private registered(urn: string, state: WireObject): unknown {
    const response = new this.parts.sdk.messages.RegisterResourceResponse();
    response.setUrn(urn);
    response.setObject(this.struct(state));
    return response;
  }

  private struct(value: WireObject): ReturnType<Sdk["struct"]["Struct"]["fromJavaScript"]> {
    return this.parts.sdk.struct.Struct.fromJavaScript(
      value as Parameters<Sdk["struct"]["Struct"]["fromJavaScript"]>[0],
    );
  }
}

function pathOf(uri: string): string {
  return uri.startsWith("file://") ? fileURLToPath(uri) : uri;
}
