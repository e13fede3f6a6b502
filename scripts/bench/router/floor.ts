/**
 * The least that a gateway in Node can be, a process of its own: it parses the request and hands it on over connections
 * that stay open. `floor.ts <port> <port of the upstream>`
 */

import { Agent, createServer, request as ask } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

const agent = new Agent({ keepAlive: true });
const upstream = Number(process.argv[3]);

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  JSON.parse(body.toString());
  const headers = { "content-type": "application/json", "content-length": body.length };
  const options = { agent, host: "127.0.0.1", port: upstream, path: request.url, method: "POST", headers };
  const asked = ask(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  asked.once("error", () => response.destroy());
  asked.end(body);
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.once("end", () => forward(request, response, Buffer.concat(chunks)));
}).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
