import assert from "node:assert/strict";

import { FakeUpstream } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

interface Line {
  readonly msg: string;
  readonly requestId?: string;
  readonly prompt?: string;
  readonly bytes?: number;
}

describe("observability/prompt-log", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  before(async () => {
    upstream = await FakeUpstream.start();
  });
  afterEach(() => router.app.close());
  after(() => upstream.stop());

  /** The lines of a request with this prompt. */
  async function linesOf(content: string, env: Record<string, string>): Promise<Line[]> {
    router = testRouter(upstream.url, env);
    const payload = { model: "tiny", messages: [{ role: "user", content }] };
    const headers = { authorization: "Bearer secret-key", "x-request-id": "r-1" };
    await router.app.inject({ method: "POST", url: "/v1/chat/completions", payload, headers });
    assert.doesNotMatch(router.logs.join(""), /secret-key/);
    return router.logs.map((line) => JSON.parse(line) as Line);
  }

  it("logs no prompt unless it is switched on, at any level", async () => {
    const lines = await linesOf("nobody may see this", {});
    assert.doesNotMatch(JSON.stringify(lines), /nobody may see this/);
  });

  it("logs a prompt in a line of its own, with the request's id", async () => {
    const lines = await linesOf("what is the time?", { ROUTER_LOG_PROMPTS: "on" });
    const [line, ...more] = lines.filter((each) => JSON.stringify(each).includes("what is the time?"));
    assert.deepEqual(more, []);
    assert.deepEqual([line?.msg, line?.requestId], ["prompt", "r-1"]);
  });

  it("logs no more than the beginning of a long one, and its length", async () => {
    const lines = await linesOf("é".repeat(20_000), { ROUTER_LOG_PROMPTS: "on" });
    const line = lines.find(({ msg }) => msg === "prompt");
    assert.ok(Buffer.byteLength(line?.prompt ?? "") <= 8200);
    assert.ok((line?.bytes ?? 0) > 40_000);
  });
});
