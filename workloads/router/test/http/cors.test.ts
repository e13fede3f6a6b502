import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { corsOrigins } from "../../src/http/cors.ts";
import { ADMIN, newKey } from "../helpers/admin.ts";
import { chunk, DONE, FakeUpstream } from "../helpers/fake-upstream.ts";
import { CHAT, testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

const PAGE = "https://chat.example.com";
const PREFLIGHT = {
  origin: PAGE,
  "access-control-request-method": "POST",
  "access-control-request-headers": "authorization,content-type",
};

describe("http/cors", () => {
  let folder: string;
  let upstream: FakeUpstream;
  let router: TestRouter;
  let base: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-cors-"));
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url, {
      ROUTER_CORS_ORIGINS: `${PAGE}, http://localhost:5173`,
      ROUTER_ADMIN_KEY: ADMIN,
      SQLITE_DB_PATH: join(folder, "models.db"),
    });
    base = await router.listen();
  });
  after(async () => {
    await router.app.close();
    await upstream.stop();
    rmSync(folder, { recursive: true });
  });

  function ask(method: string, path: string, headers: Record<string, string>, body?: object) {
    const type = { "content-type": "application/json" };
    const given = body === undefined ? { headers } : { headers: { ...headers, ...type } };
    return fetch(base + path, {
      method,
      ...given,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  it("answers the preflight of a page that is named, without a key", async () => {
    const answer = await ask("OPTIONS", "/v1/chat/completions", PREFLIGHT);
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get("access-control-allow-origin"), PAGE);
    assert.equal(answer.headers.get("access-control-allow-headers"), "authorization,content-type");
    assert.equal(answer.headers.get("access-control-allow-methods"), "GET, POST");
    assert.equal(answer.headers.get("access-control-allow-credentials"), null);
  });

  it("lets the page read whole answers, streams and refusals", async () => {
    const key = await newKey(base);
    upstream.answer = (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(chunk("hi", "stop") + DONE);
    };
    const answers = [
      await ask("GET", "/v1/models/tiny", { origin: PAGE, ...key }),
      await ask("POST", "/v1/chat/completions", { origin: PAGE, ...key }, { ...CHAT, stream: true }),
      await ask("POST", "/v1/chat/completions", { origin: PAGE }, CHAT),
      await ask("POST", "/v1/chat/completions", { origin: PAGE, ...key }, { ...CHAT, n: -1 }),
    ];
    const origins = answers.map(({ headers }) => headers.get("access-control-allow-origin"));
    assert.deepEqual(origins, [PAGE, PAGE, PAGE, PAGE]);
    assert.deepEqual(
      answers.slice(1).map(({ status }) => status),
      [200, 401, 400],
    );
    assert.match((await answers[1]?.text()) ?? "", /\[DONE\]/);
  });

  it("lets no other page in", async () => {
    const answer = await ask("OPTIONS", "/v1/chat/completions", {
      ...PREFLIGHT,
      origin: "https://chat.example.com.evil.example",
    });
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  });

  it("lets no page use the admin API or read metrics", async () => {
    for (const path of ["/admin/v1/keys", "/metrics"]) {
      const preflight = await ask("OPTIONS", path, PREFLIGHT);
      assert.ok(preflight.status >= 400, `${path}: ${preflight.status}`);
      const answer = await ask("GET", path, { origin: PAGE, authorization: `Bearer ${ADMIN}` });
      assert.equal(answer.status, 200);
      for (const { headers } of [preflight, answer])
        assert.equal(headers.get("access-control-allow-origin"), null);
    }
  });

  it("asks for a key as before", async () => {
    assert.equal((await ask("GET", "/v1/models", { origin: PAGE })).status, 401);
  });

  it("takes origins as browsers send them, or a star, and nothing else", () => {
    assert.deepEqual(corsOrigins.parse(undefined), []);
    assert.equal(corsOrigins.parse(" * "), "*");
    assert.deepEqual(corsOrigins.parse(`${PAGE},http://localhost:5173`), [PAGE, "http://localhost:5173"]);
    for (const wrong of ["chat.example.com", `${PAGE}/`, `${PAGE}/path`, "file:///x", `*,${PAGE}`, "null"])
      assert.equal(corsOrigins.safeParse(wrong).success, false, wrong);
  });
});
