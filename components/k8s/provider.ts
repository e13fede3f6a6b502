/** The Kubernetes provider of a cluster that is there already. */

import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { z } from "zod";
import { clusterArnOf } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";

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

/** What is read of a kubeconfig: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const Kubeconfig = z.object({
  clusters: z.array(
    z.object({ name: z.string(), cluster: z.object({ server: z.url(), "proxy-url": z.url().optional() }) }),
  ),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })),
});

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
  const path = pathOf(kubeconfig);
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

function pathOf(kubeconfig: string): string {
  const home = /^~(?=\/|$)/;
  return resolve(
    REPOSITORY,
    kubeconfig.replace(home, () => homedir()),
  );
}

/** URL of the API server of a context, or of the proxy before it. */
function serverOf(path: string, context: string): URL {
  const refuse = (message: string, cause?: unknown): PlinthError =>
    new PlinthError("kubeconfig-invalid", `plinth:kubeconfig: ${path} ${message}`, { cause });
  const { clusters, contexts } = readKubeconfig(path, refuse);
  const found = contexts.find(({ name }) => name === context);
  const names = contexts.map(({ name }) => name);
  if (found === undefined) {
    const suggestion = nearest(context, names);
    const meant = suggestion === undefined ? "" : ` Did you mean '${suggestion}'?`;
    const known = names.length === 0 ? "It has none." : `It has ${names.join(", ")}.`;
    throw refuse(`has no context '${context}', which plinth:context names.${meant} ${known}`);
  }
  const cluster = clusters.find(({ name }) => name === found.context.cluster);
  if (cluster === undefined)
    throw refuse(`has no cluster '${found.context.cluster}', which its context '${context}' names.`);
  return new URL(cluster.cluster["proxy-url"] ?? cluster.cluster.server);
}

function readKubeconfig(
  path: string,
  refuse: (message: string, cause?: unknown) => PlinthError,
): z.infer<typeof Kubeconfig> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw refuse("cannot be read.", error);
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    // The parser's message quotes the line, which may be a key.
    throw refuse("is no YAML.", (error as { code?: unknown }).code);
  }
  const result = Kubeconfig.safeParse(content);
  if (result.success) return result.data;
  const places = result.error.issues.map((issue) => issue.path.map(String).join("."));
  throw refuse(`is no kubeconfig: ${[...new Set(places)].join(", ")} is not as it should be.`);
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
