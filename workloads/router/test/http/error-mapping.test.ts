import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { answerBrokenRequest } from "../../src/http/error-mapping.ts";

describe("http/error-mapping", () => {
  it("answers a request that does not become whole with 408, in OpenAI's shape", async () => {
    const socket = new PassThrough();
    answerBrokenRequest(
      Object.assign(new Error(), { code: "ERR_HTTP_REQUEST_TIMEOUT" }),
      socket as unknown as Socket,
    );
    const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
    assert.match(head, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    assert.match(head, new RegExp(`content-length: ${body.length}`));
    assert.match(body, /"code":"request_timeout"/);
  });

  it("answers nothing where the client is gone", () => {
    const socket = new PassThrough();
    answerBrokenRequest(Object.assign(new Error(), { code: "ECONNRESET" }), socket as unknown as Socket);
    assert.equal(socket.read(), null);
    assert.equal(socket.destroyed, true);
  });
});
