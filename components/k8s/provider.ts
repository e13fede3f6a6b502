/** The Kubernetes provider of a cluster that is there already. */

import { connect } from "node:net";
import { join } from "node:path";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { clusterArnOf } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";
import { PlinthError } from "../../model/errors";
import { kubeconfigPath, serverOf } from "./kubeconfig";

/** Which cluster. */
export interface ClusterAddress {
  /** Path of the kubeconfig, relative to the repository root or beginning with `~`. */
  readonly kubeconfig: string;
  /** Name of one of its contexts. */
  readonly context: string;
}

/** Folder that relative paths of the config begin in. */
const REPOSITORY = join(__dirname, "../..");

/** The client's own limits, 5 and 10 requests a second, cost seconds in every update. */
const kubeClientSettings = { qps: 500, burst: 1000 };

/** How long the API server may take to accept a connection. */
const CONNECT_MS = 10_000;

/**
 * The provider of a cluster, told by the path of its kubeconfig: the content, which holds keys, stays out of the
 * stack's state.
 *
 * Nothing is registered with it before the API server has accepted a connection.
 *
 * @throws PlinthError `kubeconfig-invalid`; the provider fails the program with `cluster-unreachable`.
 */
export function createProvider(
  name: string,
  { kubeconfig, context }: ClusterAddress,
  options: pulumi.ResourceOptions = {},
): Provider {
  const path = kubeconfigPath(kubeconfig, REPOSITORY);
  const server = serverOf(path, context);
  return new Provider(
    `${name}-kubernetes`,
    {
      kubeconfig: pulumi.output(demandAnswer(server, context).then(() => path)),
      context,
      kubeClientSettings,
    },
    options,
  );
}

/** A cluster on AWS that the same program makes. */
export interface EksClusterAddress {
  readonly scope: Scope;
  /** JSON that holds no key; a secret all the same. */
  readonly kubeconfig: pulumi.Input<string>;
}

/** The provider of a cluster on AWS: another kubeconfig of the same cluster replaces nothing on it. */
export function createEksProvider(
  name: string,
  { scope, kubeconfig }: EksClusterAddress,
  options: pulumi.ResourceOptions = {},
): Provider {
  const clusterIdentifier = clusterArnOf(scope);
  return new Provider(`${name}-kubernetes`, { kubeconfig, clusterIdentifier, kubeClientSettings }, options);
}

/** Resolves once the server accepts a connection. */
function demandAnswer(server: URL, context: string): Promise<void> {
  // Clients go through this proxy, which alone knows the way.
  if (process.env["HTTPS_PROXY"] !== undefined || process.env["https_proxy"] !== undefined)
    return Promise.resolve();
  const port = Number(server.port || (server.protocol === "http:" ? 80 : 443));
  return new Promise((answered, refused) => {
    const fail = (reason: string): void => {
      socket.destroy();
      const error = new PlinthError(
        "cluster-unreachable",
        `The cluster of the context '${context}' (plinth:context) does not answer at ${server.host}: ${reason}.`,
      );
      refused(new pulumi.RunError(error.format()));
    };
    const host = server.hostname.replace(/^\[|\]$/g, "");
    const socket = connect({ host, port, timeout: CONNECT_MS }, () => {
      socket.destroy();
      answered();
    });
    socket.once("timeout", () => fail(`it accepted no connection in ${CONNECT_MS / 1000} seconds`));
    socket.once("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  });
}
