/**
 * A proxy for HTTPS that answers in place of AWS, and lets nothing out of the machine.
 *
 * `eks.Cluster` asks `oidc.eks.<region>.amazonaws.com` for its certificate, during previews too, and a public endpoint
 * of a cluster for its health.
 */

import { createServer } from "node:http";
import type { Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Server as HttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Certificates } from "./certificates";

/** Hosts that the proxy answers for. */
const answered = /^(?:oidc\.eks\.[a-z0-9-]+|[A-F0-9]+\.gr7\.[a-z0-9-]+\.eks)\.amazonaws\.com:443$/i;

/** Answers `CONNECT` for AWS's hosts. */
export class AwsProxy {
  /** Hosts that somebody asked for and nobody answers for. */
  readonly refused: string[] = [];
  private readonly proxy: Server;
  private readonly https: HttpsServer;
  private readonly sockets = new Set<Duplex>();

  constructor({ key, chain }: Certificates) {
    this.https = createHttpsServer({ key, cert: chain }, (_request, response) => response.end("ok"));
    this.proxy = createServer((_request, response) => response.writeHead(502).end());
    this.proxy.on("connect", (request, socket: Socket) => this.connect(request.url ?? "", socket));
  }

  /** Starts, and returns the URL for `HTTPS_PROXY`. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.proxy.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.proxy.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private connect(host: string, socket: Duplex): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    if (answered.test(host)) {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      this.https.emit("connection", socket);
    } else {
      this.refused.push(host);
      socket.end("HTTP/1.1 502 Nothing leaves this machine\r\n\r\n");
    }
  }
}
