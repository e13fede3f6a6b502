/**
 * Stands in for the repositories of charts, by a proxy for HTTPS that answers for all of them and lets nothing out of the
 * machine. What Helm asks for, from where and in which version, is real; what it gets is not.
 */

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { stringify } from "yaml";
import { chartSources, recipeCharts } from "../../model/fleet/chart-versions";
import { makeCertificates } from "../aws-stand-in/machine/certificates";
import type { Certificates } from "../aws-stand-in/machine/certificates";
import { packedChart } from "./chart";
import { definitionOf } from "../cluster/control-plane/schema-definitions";

/** Where files of Git repositories come from. */
const GIT = "raw.githubusercontent.com";

const hosts: readonly string[] = [
  ...new Set(Object.values(chartSources).map(({ url }) => new URL(url.replace(/^oci:/, "https:")).hostname)),
  // Where clients find docker.io.
  "registry-1.docker.io",
  GIT,
];

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** The stand-in, while it runs. */
export class ChartStandIn {
  /** Every chart and file that was handed out, as `<host>/<path>`. */
  readonly given: string[] = [];
  /** Hosts that somebody asked for and nobody answers for. */
  readonly refused: string[] = [];
  private readonly blobs = new Map<string, Buffer>();
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly proxy: Server,
    private readonly authorityFile: string,
  ) {}

  /** @param folder for its certificates. */
  static async start(folder: string): Promise<ChartStandIn> {
    const certificates = await makeCertificates(folder, hosts);
    const proxy = createServer((_request, response) => response.writeHead(502).end());
    const standIn = new ChartStandIn(proxy, certificates.authorityFile);
    standIn.answer(certificates);
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  /** Variables of programs that are to get their charts here. */
  get environment(): Readonly<Record<string, string>> {
    const url = `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
    return { HTTPS_PROXY: url, NO_PROXY: "127.0.0.1,localhost", SSL_CERT_FILE: this.authorityFile };
  }

  stop(): void {
    this.proxy.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private answer({ key, chain }: Certificates): void {
    const https = createHttpsServer({ key, cert: chain }, (request, response) =>
      this.serve(request, response),
    );
    this.proxy.on("connect", (request: IncomingMessage, socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      const [host = ""] = (request.url ?? "").split(":");
      if (hosts.includes(host)) {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        https.emit("connection", socket);
      } else {
        this.refused.push(host);
        socket.end("HTTP/1.1 502 Nothing leaves this machine\r\n\r\n");
      }
    });
  }

  private serve({ url = "", headers, method }: IncomingMessage, response: ServerResponse): void {
    const host = headers.host ?? "";
    const found =
      host === GIT ? definition(url) : url.startsWith("/v2/") ? this.artifact(url) : repository(url);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (/\.(?:tgz|yaml)$|\/blobs\//.test(url) && !url.endsWith("index.yaml"))
      this.given.push(`${host}${url}`);
    const { type, content } = found;
    response.writeHead(200, {
      "content-type": type,
      "content-length": content.length,
      "docker-content-digest": digestOf(content),
    });
    response.end(method === "HEAD" ? undefined : content);
  }

  /** What a registry answers: https://github.com/opencontainers/distribution-spec */
  private artifact(url: string): Answer | undefined {
    if (url === "/v2/") return { type: "application/json", content: Buffer.from("{}") };
    const [, repository = "", kind, reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^?]+)/.exec(url) ?? [];
    if (kind === "tags") return undefined;
    const known = this.blobs.get(reference);
    if (known !== undefined)
      return { type: kind === "blobs" ? "application/octet-stream" : MANIFEST, content: known };
    if (kind !== "manifests") return undefined;
    const name = repository.split("/").at(-1) ?? "";
    const version = reference.replaceAll("_", "+");
    const layer = packedChart(name, version);
    const config = Buffer.from(JSON.stringify({ apiVersion: "v2", name, version }));
    const described = (mediaType: string, content: Buffer) => {
      this.blobs.set(digestOf(content), content);
      return { mediaType, digest: digestOf(content), size: content.length };
    };
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: described("application/vnd.cncf.helm.config.v1+json", config),
        layers: [described("application/vnd.cncf.helm.chart.content.v1.tar+gzip", layer)],
      }),
    );
    // The same answer to the tag the next time: packing takes the time of day into the archive.
    this.blobs.set(reference, manifest);
    this.blobs.set(digestOf(manifest), manifest);
    return { type: MANIFEST, content: manifest };
  }
}

interface Answer {
  readonly type: string;
  readonly content: Buffer;
}

/** What a repository of Helm answers: its index, and any chart that the recipes have. */
function repository(url: string): Answer | undefined {
  if (url.endsWith("/index.yaml")) {
    const entries = Object.entries(recipeCharts).map(([name, { version }]) => [
      name,
      [{ apiVersion: "v2", name, version, urls: [`charts/${name}-${version}.tgz`] }],
    ]);
    const index = { apiVersion: "v1", entries: Object.fromEntries(entries) as object };
    return { type: "text/yaml", content: Buffer.from(stringify(index)) };
  }
  const found = Object.entries(recipeCharts).find(([name, { version }]) =>
    url.endsWith(`/charts/${name}-${version}.tgz`),
  );
  if (found === undefined) return undefined;
  return { type: "application/gzip", content: packedChart(found[0], found[1].version) };
}

/** A definition by the name of its file, `<group>_<plural>.yaml`: it takes any object. */
function definition(url: string): Answer | undefined {
  const [, group = "", plural = ""] = /\/([^/_]+)_([^/_]+)\.yaml$/.exec(url) ?? [];
  if (plural === "") return undefined;
  const singular = plural.replace(/s$/, "");
  const object = looseDefinition({ group, version: "v1", kind: singular, plural, namespaced: true });
  return { type: "text/yaml", content: Buffer.from(stringify(object)) };
}

/** What is known of a kind. */
export interface LooseKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/**
 * A definition that takes any object, and has each ready from its birth: nothing that works on custom resources runs in
 * these tests. What is right in them is judged in test/cluster.
 */
export function looseDefinition({ group, version, kind, plural, namespaced }: LooseKind) {
  const ready = { state: "ready", conditions: [{ type: "Ready", status: "True", reason: "StandIn" }] };
  const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const schema = { ...anything, properties: { status: { ...anything, default: ready } } };
  const names = { kind, plural, singular: kind.toLowerCase() };
  return definitionOf({ group, version, names, namespaced, schema, status: false });
}
