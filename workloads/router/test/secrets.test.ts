import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beginStream, chunk, FakeUpstream, sendJson } from "./helpers/fake-upstream.ts";
import { CHAT, testRouter } from "./helpers/router.ts";
import type { TestRouter } from "./helpers/router.ts";

const KEY = 'sk-very"secret\\key';

/** The key as it is, and as JSON writes it. */
function assertHidden(text: string): void {
  assert.ok(!text.includes(KEY) && !text.includes(JSON.stringify(KEY).slice(1, -1)), text);
}

describe("the upstream's key", () => {
  let folder: string;
  let upstream: FakeUpstream;
  let router: TestRouter;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-key-"));
    writeFileSync(join(folder, "key"), `${KEY}\n`);
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url, { ROUTER_UPSTREAM_API_KEY_FILE: join(folder, "key") });
  });
  after(async () => {
    await router.app.close();
    await upstream.stop();
    rmSync(folder, { recursive: true });
  });

  const chat = () =>
    router.app.inject({
      method: "POST",
      url: "/v1/chat/completions",
      payload: CHAT,
      headers: { authorization: "Bearer client" },
    });

  it("goes to the upstream in the client's place", async () => {
    await chat();
    assert.equal(upstream.seen.at(-1)?.headers.authorization, `Bearer ${KEY}`);
  });

  it("does not come back in an error or a header that echoes it", async () => {
    const error = {
      message: `Incorrect API key: ${KEY}`,
      type: "invalid_request_error",
      param: null,
      code: KEY,
    };
    upstream.answer = (response) => sendJson(response, 401, { error }, { "x-echo": `Bearer ${KEY}` });
    const response = await chat();
    assert.match(response.body, /Incorrect API key: \[key removed\]/);
    assertHidden(response.body + JSON.stringify(response.headers));
  });

  it("does not come back in an error event, first or later", async () => {
    const event = `data: ${JSON.stringify({ error: { message: `bad key ${KEY}` } })}\n\n`;
    for (const events of [event, chunk("a") + event]) {
      upstream.answer = (response) => {
        beginStream(response);
        response.end(events);
      };
      const response = await chat();
      assert.match(response.body, /bad key \[key removed\]/);
      assertHidden(response.body);
    }
  });

  it("is in no log line, at any level", () => assertHidden(router.logs.join("")));
});
