/** The kubeconfig of a cluster that is there already. */

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";

/** What is read of a kubeconfig: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const Kubeconfig = z.object({
  clusters: z.array(
    z.object({ name: z.string(), cluster: z.object({ server: z.url(), "proxy-url": z.url().optional() }) }),
  ),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })),
});

/** Path of a kubeconfig that a config names from a folder on, or from the user's own where it begins with `~`. */
export function kubeconfigPath(kubeconfig: string, folder: string): string {
  return resolve(
    folder,
    kubeconfig.replace(/^~(?=\/|$)/, () => homedir()),
  );
}

/**
 * URL of the API server of a context, or of the proxy before it.
 *
 * @throws PlinthError kubeconfig-invalid, with the keys of the config that name the file and the context.
 */
export function serverOf(path: string, context: string): URL {
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
