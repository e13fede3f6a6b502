/**
 * A Kubernetes provider that can be configured and nothing else: `eks.Cluster` registers one for every cluster, and puts
 * nothing into the cluster where access entries rule it.
 */

import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";

const manifest = readFileSync(require.resolve("@pulumi/kubernetes/package.json"), "utf8");
/** The version that programs here ask for; the engine warns of another one. */
const VERSION = (JSON.parse(manifest) as { version: string }).version.replace(/^v/, "");

type Unary<Request, Response> = grpc.handleUnaryCall<Request, Response>;

function answering<Request, Response>(answer: (request: Request) => Response): Unary<Request, Response> {
  return (call, reply) => reply(null, answer(call.request));
}

const handlers: grpc.UntypedServiceImplementation = {
  handshake: answering(() => new messages.ProviderHandshakeResponse()),
  attach: answering(() => new Empty()),
  getPluginInfo: answering(() => new PluginInfo().setVersion(VERSION)),
  checkConfig: answering((request: messages.CheckRequest) =>
    new messages.CheckResponse().setInputs(request.getNews()),
  ),
  diffConfig: answering(() => new messages.DiffResponse()),
  configure: answering(() => new messages.ConfigureResponse().setSupportspreview(true)),
  cancel: answering(() => new Empty()),
};

/** Starts it; returns its port, and how to stop it. */
export function startKubernetesProvider(): Promise<{ readonly port: number; readonly stop: () => void }> {
  const server = new grpc.Server();
  server.addService(ResourceProviderService, handlers);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve({ port, stop: () => server.forceShutdown() });
      else reject(error);
    });
  });
}
