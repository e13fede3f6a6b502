/** A stand-in for a server that speaks S3: buckets in memory, in paths, for whoever asks. */

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One server, on this machine alone. */
export class S3StandIn {
  /** What it holds, by `bucket/key`. */
  readonly objects = new Map<string, Buffer>();
  /** Whether its buckets are gone; tests set it. What it holds is there again when they are back. */
  bucketsGone = false;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  /** Starts it, and gives its URL. */
  async start(): Promise<string> {
    await new Promise<void>((started) => this.server.listen(0, "127.0.0.1", started));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((stopped) => this.server.close(stopped));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://s3");
    const path = decodeURIComponent(url.pathname.slice(1)).replace(/\/$/, "");
    const [bucket = "", ...rest] = path.split("/");
    const body = await buffer(request);
    if (this.bucketsGone) refuse(response, "NoSuchBucket", request.method === "HEAD");
    else if (rest.length === 0) this.list(bucket, url.searchParams, response);
    else if (request.method === "PUT") this.put(path, bodyOf(request, body), response);
    else if (request.method === "DELETE") {
      this.objects.delete(path);
      response.writeHead(204).end();
    } else this.get(path, request.method === "HEAD", response);
  }

  private put(path: string, body: Buffer, response: ServerResponse): void {
    this.objects.set(path, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
  }

  private get(path: string, head: boolean, response: ServerResponse): void {
    const found = this.objects.get(path);
    if (found === undefined) {
      refuse(response, "NoSuchKey", head);
      return;
    }
    response.writeHead(200, { etag: etagOf(found), "content-length": String(found.length) });
    response.end(head ? undefined : found);
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html, all on one page */
  private list(bucket: string, query: URLSearchParams, response: ServerResponse): void {
    const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
    const keys = [...this.objects.keys()]
      .filter((path) => path.startsWith(`${bucket}/${prefix}`))
      .map((path) => path.slice(bucket.length + 1))
      .sort();
    const folders = new Set<string>();
    const files = keys.filter((key) => {
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      if (end >= 0) folders.add(key.slice(0, end + delimiter.length));
      return end < 0;
    });
    const contents = files.map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const prefixes = [...folders].map((one) => `<CommonPrefixes><Prefix>${one}</Prefix></CommonPrefixes>`);
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(
      `<ListBucketResult><Name>${bucket}</Name><Prefix>${prefix}</Prefix><IsTruncated>false</IsTruncated>${contents.join("")}${prefixes.join("")}</ListBucketResult>`,
    );
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function refuse(response: ServerResponse, code: string, head: boolean): void {
  const error = `<Error><Code>${code}</Code><Message>There is none.</Message></Error>`;
  response.writeHead(404, { "content-type": "application/xml" }).end(head ? undefined : error);
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

/** The body without the frames of AWS's chunked uploads: a size in hex, a line, the bytes, a line. */
function bodyOf({ headers }: IncomingMessage, body: Buffer): Buffer {
  if (!String(headers["content-encoding"] ?? "").includes("aws-chunked")) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf("\r\n", at);
    const size = parseInt(body.subarray(at, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
