import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";

import fc from "fast-check";

import { EveryKind, KINDS } from "../helpers/every-kind.ts";
import type { Kind } from "../helpers/every-kind.ts";
import { TOOL_COMPLETION, TOOL_STREAM } from "../helpers/chat-stream.ts";
import { beginStream } from "../helpers/fake-upstream.ts";
import { mutated, replaced } from "../helpers/odd-values.ts";

const fixture = (path: string): string =>
  readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8");

/** A whole answer, and a stream, as each kind of backend gives them. */
const ANSWERS: Readonly<Record<Kind, { whole: object; stream: string }>> = {
  "openai-compatible": { whole: TOOL_COMPLETION, stream: TOOL_STREAM },
  anthropic: {
    whole: JSON.parse(fixture("anthropic/tools.json")) as object,
    stream: fixture("anthropic/tools.sse"),
  },
  gemini: {
    whole: JSON.parse(fixture("gemini/tools.json")) as object,
    stream: fixture("gemini/tools.sse"),
  },
  "local-agent": {
    whole: JSON.parse(fixture("local-agent/text.json")) as object,
    stream: fixture("local-agent/text.sse"),
  },
};

/** How clients ask for the same. */
const ASKS: Readonly<Record<string, object>> = {
  "/v1/chat/completions": { messages: [{ role: "user", content: "hi" }] },
  "/v1/responses": { input: "hi" },
  "/v1/messages": { max_tokens: 50, messages: [{ role: "user", content: "hi" }] },
};
const ROUTES = Object.keys(ASKS);

/** What is new in each answer: ids and times. */
const NEW = /"(id|item_id|call_id|created|created_at|completed_at|logprobs|obfuscation)":("[^"]*"|[\d.]+)/g;

describe("faults, odd answers of a backend", function () {
  // Some thousand requests.
  this.timeout(120_000);

  let all: EveryKind;
  before(async () => {
    all = await EveryKind.start();
  });
  after(() => all.stop());
  beforeEach(() => all.forget());

  async function ask(route: string, model: Kind, stream: boolean): Promise<{ status: number; body: string }> {
    const response = await fetch(all.base + route, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, stream, ...ASKS[route] }),
    });
    return { status: response.status, body: await response.text() };
  }

  /** The router did not fail, and the client can tell what it has. */
  function noFault({ status, body }: { status: number; body: string }, stream: boolean, what: string): void {
    assert.doesNotMatch(all.router.logs.join(""), /a fault of the router itself|Exception/, what);
    all.forget();
    assert.ok(status < 500 || /"upstream_\w+"|"api_error"/.test(body), `${status} ${body} for ${what}`);
    if (status !== 200 || !stream) JSON.parse(body);
    else
      assert.match(body, /\[DONE\]|"error"|"message_stop"|"response\.(completed|incomplete|failed)"/, what);
  }

  async function write(response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
    beginStream(response);
    for (const piece of pieces) {
      response.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  }

  for (const kind of KINDS) {
    it(`reads a stream of ${kind} the same in whatever pieces it comes`, async () => {
      const whole = Buffer.from(ANSWERS[kind].stream);
      const told = new Map<string, string>();
      for (const route of ROUTES) {
        all.upstream.answer = (response) => write(response, [whole]);
        told.set(route, (await ask(route, kind, true)).body.replace(NEW, '"$1":0'));
      }
      const cuts = fc.uniqueArray(fc.nat(whole.length), { maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...ROUTES), cuts, async (route, places) => {
          const ends = [...places.sort((a, b) => a - b), whole.length];
          all.upstream.answer = (response) =>
            write(
              response,
              ends.map((end, i) => whole.subarray(ends[i - 1] ?? 0, end)),
            );
          assert.equal((await ask(route, kind, true)).body.replace(NEW, '"$1":0'), told.get(route));
        }),
        { numRuns: 60, endOnFailure: true },
      );
    });

    it(`finds no fault of its own in a stream of ${kind} that is damaged anywhere`, async () => {
      const whole = Buffer.from(ANSWERS[kind].stream);
      const damage = fc.record({
        at: fc.nat(whole.length),
        drop: fc.nat(40),
        put: fc.uint8Array({ maxLength: 8 }),
      });
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
        fc.array(damage, { minLength: 1, maxLength: 5 }).map((damages) => {
          let damaged = whole;
          for (const { at, drop, put } of damages)
            damaged = Buffer.concat([damaged.subarray(0, at), put, damaged.subarray(at + drop)]);
          return damaged;
        }),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...ROUTES), bytes, async (route, sent) => {
          all.upstream.answer = (response) => write(response, [sent]);
          noFault(await ask(route, kind, true), true, `${route} ${sent.toString()}`);
        }),
        { numRuns: 120, endOnFailure: true },
      );
    });

    it(`finds none in events of ${kind} that say something else`, async () => {
      const events = ANSWERS[kind].stream.split(/\r?\n\r?\n/).filter((event) => event.includes("data: {"));
      const one = fc.nat(events.length - 1).chain((place) => {
        const [head = "", data = ""] = (events[place] ?? "").split(/(?<=data: )/);
        const odd = mutated(JSON.parse(data) as object);
        return odd.map((text) => events.toSpliced(place, 1, head + text).join("\n\n") + "\n\n");
      });
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...ROUTES), one, async (route, text) => {
          all.upstream.answer = (response) => write(response, [Buffer.from(text)]);
          noFault(await ask(route, kind, true), true, `${route} ${text}`);
        }),
        { numRuns: 120, endOnFailure: true },
      );
    });

    it(`finds none in a whole answer of ${kind} that is partly something else, or too deep`, async () => {
      const { whole } = ANSWERS[kind];
      const answer = async (route: string, text: string): Promise<void> => {
        all.upstream.answer = (response) =>
          void response.writeHead(200, { "content-type": "application/json" }).end(text);
        for (const stream of [false, true])
          noFault(
            await ask(route, kind, stream),
            stream && kind === "local-agent",
            `${route} ${text.slice(0, 3000)}`,
          );
      };
      await fc.assert(fc.asyncProperty(fc.constantFrom(...ROUTES), mutated(whole), answer), {
        numRuns: 100,
        endOnFailure: true,
      });
      const depth = 20_000;
      for (const text of replaced(whole, `${"[".repeat(depth)}1${"]".repeat(depth)}`))
        for (const route of ROUTES) await answer(route, text);
    });
  }
});
