/** The fake upstream of the router's bench, a process of its own: `upstream.ts <port>`. */

import { createServer } from "node:net";
import type { Socket } from "node:net";
import { MessageReader, microseconds, nameOf, paces, PIECES } from "./wire";

const answer = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1,
  model: "bench",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "It is this one. ".repeat(19) },
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 90, completion_tokens: 76, total_tokens: 166 },
});
const plain = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(answer)}\r\n\r\n${answer}`,
);
const streamHead =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n";

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function event(delta: object, finish: string | null): string {
  const json = {
    id: "chatcmpl-bench",
    object: "chat.completion.chunk",
    created: 1,
    model: "bench",
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
  return chunk(`data: ${JSON.stringify(json)}\n\n`);
}

/** Carries when it left. */
const piece = (): string => event({ content: `@${microseconds()};` }, null);
const end = `${event({}, "stop")}${chunk("data: [DONE]\n\n")}0\r\n\r\n`;

function streamFast(socket: Socket, left = PIECES): void {
  if (left === 0) {
    socket.write(end);
    return;
  }
  socket.write(left === PIECES ? streamHead + piece() : piece());
  // Each piece leaves by itself, as from a model.
  setImmediate(() => streamFast(socket, left - 1));
}

/** Each stream keeps its own beat: timers that are set again from when they ran would flock together under load. */
function streamPaced(socket: Socket, paceMs: number): void {
  const begun = performance.now();
  let sent = 0;
  const next = (): void => {
    if (sent === PIECES) {
      socket.write(end);
      return;
    }
    socket.write(piece());
    sent++;
    wait();
  };
  const wait = (): void => {
    timer = setTimeout(next, begun + (sent + 1) * paceMs - performance.now());
  };
  let timer: NodeJS.Timeout | undefined;
  socket.write(streamHead);
  wait();
  socket.once("close", () => clearTimeout(timer));
}

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  const reader = new MessageReader();
  let asked = "";
  socket.on("data", (bytes) => {
    const read = reader.read(bytes);
    if (read === undefined) return;
    asked += read.body.toString("latin1");
    if (!read.whole) return;
    if (!/"stream": *true/.test(asked)) socket.write(plain);
    else if (asked.includes(nameOf("paced"))) streamPaced(socket, paces.paced);
    else if (asked.includes(nameOf("slow"))) streamPaced(socket, paces.slow);
    else streamFast(socket);
    asked = "";
  });
  // A gateway that goes away takes its connections with it.
  socket.on("error", () => socket.destroy());
}

createServer(serve).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
