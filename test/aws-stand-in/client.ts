/** Talks to the stand-in as the engine does, for tests of the stand-in itself. */

import * as grpc from "@grpc/grpc-js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { isObject } from "./values";
import type { WireObject } from "./values";

/** A change as the engine is told of it. */
export interface Compared {
  readonly changed: boolean;
  /** Top-level properties that make the resource anew. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Paths of everything that changed. */
  readonly paths: readonly string[];
}

/** A resource as the provider tells of it. */
export interface Told {
  readonly id: string;
  readonly outputs: WireObject;
  readonly inputs: WireObject;
}

/** One provider of a program: it has a connection of its own. */
export class ProviderClient {
  private readonly client: ResourceProviderClient;

  constructor(port: number) {
    // Clients of one process would share a connection otherwise, and be one provider.
    const apart = { "grpc.use_local_subchannel_pool": 1 };
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), apart);
  }

  close(): void {
    this.client.close();
  }

  async configure(args: WireObject): Promise<messages.ConfigureResponse> {
    const request = new messages.ConfigureRequest().setArgs(struct(args));
    return answered<messages.ConfigureResponse>((reply) => this.client.configure(request, reply));
  }

  async check(
    urn: string,
    news: WireObject,
    olds: WireObject = {},
  ): Promise<WireObject & { failures: string[] }> {
    const request = new messages.CheckRequest().setUrn(urn).setNews(struct(news)).setOlds(struct(olds));
    const response = await answered<messages.CheckResponse>((reply) => this.client.check(request, reply));
    const failures = response.getFailuresList().map((failure) => failure.getReason());
    return { ...plain(response.getInputs()), failures };
  }

  async diff(urn: string, olds: WireObject, news: WireObject, ignored: string[] = []): Promise<Compared> {
    const request = new messages.DiffRequest().setUrn(urn).setOldInputs(struct(olds)).setNews(struct(news));
    request.setIgnorechangesList(ignored);
    const response = await answered<messages.DiffResponse>((reply) => this.client.diff(request, reply));
    return {
      changed: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
      paths: [...response.getDetaileddiffMap().keys()],
    };
  }

  async create(urn: string, inputs: WireObject, preview = false): Promise<Told> {
    const request = new messages.CreateRequest()
      .setUrn(urn)
      .setProperties(struct(inputs))
      .setPreview(preview);
    const response = await answered<messages.CreateResponse>((reply) => this.client.create(request, reply));
    return { id: response.getId(), outputs: plain(response.getProperties()), inputs };
  }

  /** Checks inputs that are in order, and makes the resource. */
  async make(urn: string, news: WireObject): Promise<Told> {
    const { failures, ...inputs } = await this.check(urn, news);
    if (failures.length > 0) throw new Error(failures.join("; "));
    return this.create(urn, inputs);
  }

  async update(urn: string, old: Told, news: WireObject, preview = false): Promise<Told> {
    const request = new messages.UpdateRequest().setUrn(urn).setId(old.id).setPreview(preview);
    request.setOlds(struct(old.outputs)).setOldInputs(struct(old.inputs)).setNews(struct(news));
    const response = await answered<messages.UpdateResponse>((reply) => this.client.update(request, reply));
    return { id: old.id, outputs: plain(response.getProperties()), inputs: news };
  }

  async read(urn: string, id: string): Promise<Told> {
    const request = new messages.ReadRequest().setUrn(urn).setId(id);
    const response = await answered<messages.ReadResponse>((reply) => this.client.read(request, reply));
    return {
      id: response.getId(),
      outputs: plain(response.getProperties()),
      inputs: plain(response.getInputs()),
    };
  }

  async delete(urn: string, { id, outputs }: Told): Promise<void> {
    const request = new messages.DeleteRequest().setUrn(urn).setId(id).setProperties(struct(outputs));
    await answered<Empty>((reply) => this.client.delete(request, reply));
  }

  async invoke(token: string, args: WireObject): Promise<WireObject> {
    const request = new messages.InvokeRequest().setTok(token).setArgs(struct(args));
    return plain(
      (await answered<messages.InvokeResponse>((reply) => this.client.invoke(request, reply))).getReturn(),
    );
  }
}

function answered<Response>(
  call: (reply: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(new Error(error.details));
    });
  });
}

/** The URN of a resource of the stack `test` in the project `test`. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:test::test::${type}::${name}`;
}

function struct(value: WireObject): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);
}

function plain(properties: Struct | undefined): WireObject {
  const value: unknown = properties?.toJavaScript();
  return isObject(value) ? value : {};
}
