import assert from "node:assert/strict";

import Fastify from "fastify";
import type { LightMyRequestResponse } from "fastify";

import { installToldHeaders, tell, writeHead } from "../../src/http/answer-head.ts";
import type { HeaderMap } from "../../src/http/headers.ts";

/** What a client gets of an answer that came with these headers. */
async function answered(
  headers: HeaderMap,
  given: HeaderMap,
  told: HeaderMap,
  last: HeaderMap,
): Promise<LightMyRequestResponse> {
  const app = Fastify();
  installToldHeaders(app);
  app.get("/", (request, reply) => {
    reply.headers(given);
    tell(request, { "x-first": "1" });
    tell(request, told);
    writeHead(reply, 201, headers, last);
    reply.hijack();
    reply.raw.end("whole");
  });
  try {
    return await app.inject("/");
  } finally {
    await app.close();
  }
}

describe("http/answer-head", () => {
  it("has all headers, and of those with the same name what the router tells, and before all the last", async () => {
    const came = { "x-came": "came", "x-given": "came", "x-told": "came", "x-last": "came" };
    const given = { "x-given": "given", "x-told": "given" };
    const { statusCode, headers, body } = await answered(
      came,
      given,
      { "x-told": "told" },
      { "x-last": "last" },
    );
    assert.equal(statusCode, 201);
    for (const name of ["came", "given", "told", "last"]) assert.equal(headers[`x-${name}`], name);
    assert.equal(headers["x-first"], "1");
    assert.equal(body, "whole");
  });

  it("keeps a header that came several times, and one that is named like a property of every object", async () => {
    const came = { "x-many": ["a", "b"], constructor: "c" } as unknown as HeaderMap;
    const { headers } = await answered(came, {}, {}, {});
    assert.deepEqual(headers["x-many"], ["a", "b"]);
    assert.equal(headers["constructor"], "c");
  });

  it("refuses what cannot be a head, before anything of it was sent", async () => {
    const { statusCode } = await answered({ "x-came": "line\nbreak" }, {}, {}, {});
    assert.equal(statusCode, 500);
  });
});
