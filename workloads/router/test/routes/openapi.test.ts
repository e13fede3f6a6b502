import assert from "node:assert/strict";

import { testRouter } from "../helpers/router.ts";

type Operation = {
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<
    string,
    { headers: Record<string, unknown>; content?: Record<string, { schema: { $ref: string } }> }
  >;
};

/** The routes in Fastify's own tree, where each line goes on from one that is less indented. */
function routesOf(tree: string): string[] {
  const parents: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, before = "", part = "", methods = ""] = /^(.*)── (\S*)(?: \(([^)]+)\))?/.exec(line) ?? [];
    const depth = Math.floor(before.length / 4);
    parents[depth] = (depth === 0 ? "" : (parents[depth - 1] ?? "")) + part;
    const url = parents[depth].replace(/\/?\*/, "/{id}");
    return methods
      .split(", ")
      .filter((method) => method !== "" && method !== "HEAD")
      .map((method) => `${method} ${url}`);
  });
}

describe("routes/openapi", () => {
  const router = testRouter("http://127.0.0.1:1/v1");
  let paths: Record<string, Record<string, Operation>>;
  before(async () => {
    const response = await router.app.inject({ method: "GET", url: "/openapi.json" });
    const document = response.json<{ openapi: string; paths: typeof paths }>();
    assert.equal(document.openapi, "3.1.0");
    ({ paths } = document);
  });
  after(() => router.app.close());

  it("has every route of the app, and no other", () => {
    const known = routesOf(router.app.printRoutes({ commonPrefix: false }));
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(documented.sort(), known.sort());
    assert.ok(documented.includes("POST /v1/responses") && documented.includes("GET /openapi.json"));
  });

  it("shows bodies as they are judged, down to the parts of a message", () => {
    for (const path of ["chat/completions", "completions", "embeddings", "responses", "messages"]) {
      const schema = paths[`/v1/${path}`]?.["post"]?.requestBody?.content["application/json"]?.schema;
      assert.ok((schema?.["required"] as string[]).includes("model"), path);
    }
    const text = JSON.stringify(paths["/v1/messages"]);
    assert.match(text, /tool_use_id/);
    assert.match(text, /input_schema/);
  });

  it("names the shape of errors and the headers of answers", () => {
    const shape = (path: string) =>
      paths[path]?.["post"]?.responses["4XX"]?.content?.["application/json"]?.schema.$ref;
    assert.equal(shape("/v1/messages"), "#/components/schemas/AnthropicError");
    assert.equal(shape("/v1/responses"), "#/components/schemas/Error");
    const headers = paths["/v1/chat/completions"]?.["post"]?.responses["200"]?.headers ?? {};
    assert.ok("x-request-id" in headers && "x-plinth-target" in headers);
  });
});
