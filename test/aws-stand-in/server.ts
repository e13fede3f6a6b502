/** The protocol around the stand-in for AWS: a resource provider that the engine talks to as to any other. */

import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Aws } from "./aws";
import type { Subject } from "./aws";
import type { ProviderConfig } from "./completed-inputs";
import type { Difference } from "./diff";
import { invoke } from "./invokes";
import type { Method } from "./journal";
import { providerConfig } from "./provider-config";
import { isObject, same, withoutSecrets } from "./values";
import type { WireObject } from "./values";

/** Messages have no limit among programs of one machine. */
const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** An answer to one kind of request. */
type Answer<Request, Response> = (
  request: Request,
  config: () => ProviderConfig,
) => Promise<Response> | Response;

/** A provider of AWS for `PULUMI_DEBUG_PROVIDERS=aws:<port>`, with an AWS of its own. */
export class AwsStandIn {
  readonly aws = new Aws();
  private readonly server = new grpc.Server(unlimited);
  /** What each connection was configured with: every provider of a program has one of its own. */
  private readonly peers = new Map<string, ProviderConfig>();

  /** Starts to answer, and returns the port. */
  start(): Promise<number> {
    this.server.addService(ResourceProviderService, this.handlers());
    return new Promise((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
  }

  /** Ends all connections. */
  stop(): void {
    this.server.forceShutdown();
  }

  private handlers(): grpc.UntypedServiceImplementation {
    return {
      ...this.provider(),
      invoke: this.unary((request: messages.InvokeRequest, config) => this.invoked(request, config())),
      check: this.unary((request: messages.CheckRequest, config) => this.checked(request, config())),
      diff: this.unary((request: messages.DiffRequest, config) => this.compared(request, config())),
      create: this.unary((request: messages.CreateRequest, config) => this.created(request, config())),
      read: this.unary((request: messages.ReadRequest, config) => this.found(request, config())),
      update: this.unary((request: messages.UpdateRequest, config) => this.updated(request, config())),
      delete: this.unary((request: messages.DeleteRequest, config) => this.deleted(request, config())),
    };
  }

  /** Calls that concern the provider itself. */
  private provider(): grpc.UntypedServiceImplementation {
    const configure: grpc.handleUnaryCall<messages.ConfigureRequest, messages.ConfigureResponse> = (
      call,
      reply,
    ) => {
      try {
        const config = providerConfig(call.request.getArgs()?.toJavaScript());
        this.peers.set(call.getPeer(), config);
        this.aws.note("configure", { urn: call.request.getUrn() ?? "", config }, false);
        // The provider of AWS takes no secrets: the engine keeps them to itself, and knows them again in the answers.
        reply(null, new messages.ConfigureResponse().setSupportspreview(true));
      } catch (error) {
        reply({ code: grpc.status.INVALID_ARGUMENT, details: messageOf(error) });
      }
    };
    return {
      handshake: this.unary(() => new messages.ProviderHandshakeResponse()),
      attach: this.unary(() => new Empty()),
      getPluginInfo: this.unary(() => new PluginInfo().setVersion(this.aws.schema.version)),
      getSchema: this.unary(() => new messages.GetSchemaResponse().setSchema("{}")),
      getMapping: this.unary(() => new messages.GetMappingResponse()),
      getMappings: this.unary(() => new messages.GetMappingsResponse()),
      cancel: this.unary(() => new Empty()),
      checkConfig: this.unary((request: messages.CheckRequest) =>
        new messages.CheckResponse().setInputs(request.getNews()),
      ),
      diffConfig: this.unary((request: messages.DiffRequest) => configDifference(request)),
      configure,
    };
  }

  private unary<Request, Response>(
    answer: Answer<Request, Response>,
  ): grpc.handleUnaryCall<Request, Response> {
    return (call, reply) => {
      const config = (): ProviderConfig => {
        const found = this.peers.get(call.getPeer());
        if (found === undefined) throw new Error("The provider of AWS was not configured.");
        return found;
      };
      const answered = async (): Promise<Response> => answer(call.request, config);
      answered().then(
        (response) => reply(null, response),
        (error: unknown) => reply({ code: grpc.status.UNKNOWN, details: messageOf(error) }),
      );
    };
  }

  /** Does what a call asks for, and notes it with its outcome. */
  private async noted<Result>(
    method: Method,
    subject: Subject,
    preview: boolean,
    work: () => Promise<Result>,
    idOf: (result: Result) => string = () => subject.id ?? "",
  ): Promise<Result> {
    try {
      const result = await work();
      this.aws.note(method, { ...subject, id: idOf(result) }, preview);
      return result;
    } catch (error) {
      this.aws.note(method, subject, preview, messageOf(error));
      throw error;
    }
  }

  private invoked(request: messages.InvokeRequest, config: ProviderConfig): messages.InvokeResponse {
    const token = request.getTok();
    this.aws.journal.note({
      ...{ method: "invoke", type: token, name: "", urn: "", region: config.region, id: "" },
      preview: request.getPreview(),
    });
    return new messages.InvokeResponse().setReturn(struct(invoke(token, plainOf(request.getArgs()), config)));
  }

  private checked(request: messages.CheckRequest, config: ProviderConfig): messages.CheckResponse {
    const subject = { urn: request.getUrn(), config };
    const { inputs, failures } = this.aws.check(
      subject,
      plainOf(request.getOlds()),
      plainOf(request.getNews()),
    );
    const reasons = failures.map(({ property, reason }) => `${property} ${reason}`.trim());
    this.aws.note("check", subject, false, reasons.length === 0 ? undefined : reasons.join("; "));
    const response = new messages.CheckResponse().setInputs(struct(inputs));
    return response.setFailuresList(
      failures.map(({ property, reason }) =>
        new messages.CheckFailure().setProperty(property).setReason(`${property} ${reason}`.trim()),
      ),
    );
  }

  private compared(request: messages.DiffRequest, config: ProviderConfig): messages.DiffResponse {
    const subject = { urn: request.getUrn(), id: request.getId(), config };
    this.aws.note("diff", subject, true);
    const olds = plainOf(request.getOldInputs());
    const found = this.aws.diff(subject, olds, plainOf(request.getNews()), request.getIgnorechangesList());
    return diffResponse(found);
  }

  private async created(
    request: messages.CreateRequest,
    config: ProviderConfig,
  ): Promise<messages.CreateResponse> {
    const [subject, preview] = [{ urn: request.getUrn(), config }, request.getPreview()];
    const work = () => this.aws.create(subject, plainOf(request.getProperties()), preview);
    const { id, outputs } = await this.noted("create", subject, preview, work, (state) => state.id);
    return new messages.CreateResponse().setId(id).setProperties(struct(outputs));
  }

  private async found(request: messages.ReadRequest, config: ProviderConfig): Promise<messages.ReadResponse> {
    const subject = { urn: request.getUrn(), id: request.getId(), config };
    const work = () => this.aws.read(subject, plainOf(request.getProperties()));
    const state = await this.noted("read", subject, false, work);
    const response = new messages.ReadResponse();
    if (state === undefined) return response;
    const { id, outputs, inputs } = state;
    return response.setId(id).setProperties(struct(outputs)).setInputs(struct(inputs));
  }

  private async updated(
    request: messages.UpdateRequest,
    config: ProviderConfig,
  ): Promise<messages.UpdateResponse> {
    const [subject, preview] = [{ urn: request.getUrn(), id: request.getId(), config }, request.getPreview()];
    const [olds, news] = [plainOf(request.getOldInputs()), plainOf(request.getNews())];
    const work = () => this.aws.update(subject, olds, news, preview);
    const { outputs } = await this.noted("update", subject, preview, work);
    return new messages.UpdateResponse().setProperties(struct(outputs));
  }

  private async deleted(request: messages.DeleteRequest, config: ProviderConfig): Promise<Empty> {
    const subject = { urn: request.getUrn(), id: request.getId(), config };
    await this.noted("delete", subject, false, () =>
      this.aws.delete(subject, plainOf(request.getProperties())),
    );
    return new Empty();
  }
}

/** A provider of another region or account is another provider: everything in it would have to be made anew. */
function configDifference(request: messages.DiffRequest): messages.DiffResponse {
  const [olds, news] = [plainOf(request.getOldInputs()), plainOf(request.getNews())];
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => key !== "version" && !same(olds[key], news[key]),
  );
  const changes = keys.map((path) => ({ path, kind: "update" as const, replaces: path === "region" }));
  return diffResponse({ changes, deleteBeforeReplace: false });
}

function diffResponse({ changes, deleteBeforeReplace }: Difference): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  const kinds = messages.PropertyDiff.Kind;
  for (const { path, kind, replaces } of changes) {
    const top = path.split(/[.[]/)[0] ?? path;
    if (!response.getDiffsList().includes(top)) response.addDiffs(top);
    if (replaces && !response.getReplacesList().includes(top)) response.addReplaces(top);
    const name = `${kind.toUpperCase()}${replaces ? "_REPLACE" : ""}` as keyof typeof kinds;
    const change = new messages.PropertyDiff().setKind(kinds[name]).setInputdiff(true);
    response.getDetaileddiffMap().set(path, change);
  }
  return response;
}

function plainOf(properties: Struct | undefined): WireObject {
  const value = withoutSecrets(properties?.toJavaScript() ?? {});
  return isObject(value) ? value : {};
}

/** A message of a value; what is `undefined` has no place in one. */
function struct(value: WireObject): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
