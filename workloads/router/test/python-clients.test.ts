import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { ServerResponse } from "node:http";
import { promisify } from "node:util";

import { beginStream, chunk, completion, DONE, sendJson } from "./helpers/fake-upstream.ts";
import type { SeenRequest } from "./helpers/fake-upstream.ts";
import { Pair } from "./helpers/pair.ts";

const SCRIPT = new URL("python/clients.py", import.meta.url).pathname;
const TEXT = "It is sunny.";
const CALL = { name: "weather", arguments: '{"city": "Oslo"}' };
const USAGE = { prompt_tokens: 8, completion_tokens: 4, total_tokens: 12 };

/** A Python with the official clients of OpenAI and Anthropic. */
const python = process.env["ROUTER_TEST_PYTHON"] ?? "";

interface Asked {
  readonly stream?: boolean;
  readonly tools?: readonly unknown[];
}

function event(delta: object, finish: string | null = null, rest: object = {}): string {
  const base = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "tiny" };
  return `data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, finish_reason: finish }], ...rest })}\n\n`;
}

const usageEvent = event({}, null, { choices: [], usage: USAGE });

/** A model that calls a tool where it has one, and else knows the weather. */
function answer(response: ServerResponse, { url, body }: SeenRequest): void {
  if (url === "/v1/embeddings") return sendJson(response, 200, embeddings);
  const { stream, tools } = JSON.parse(body) as Asked;
  const calls = (tools ?? []).length > 0;
  if (stream !== true)
    return sendJson(response, 200, calls ? toolCall : { ...completion(TEXT), usage: USAGE });
  beginStream(response);
  response.write(calls ? toolEvents() : chunk("It is ") + chunk("sunny."));
  response.end(event({}, calls ? "tool_calls" : "stop") + usageEvent + DONE);
}

/** The call's arguments come in two pieces, as they do. */
function toolEvents(): string {
  const call = (given: object): string => event({ tool_calls: [{ index: 0, ...given }] });
  const begin = { id: "call_1", type: "function", function: { name: CALL.name, arguments: "" } };
  const half = CALL.arguments.length / 2;
  const pieces = [CALL.arguments.slice(0, half), CALL.arguments.slice(half)];
  return call(begin) + pieces.map((piece) => call({ function: { arguments: piece } })).join("");
}

const toolCall = {
  ...completion(""),
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: CALL }],
      },
      finish_reason: "tool_calls",
    },
  ],
  usage: USAGE,
};

const embeddings = {
  object: "list",
  data: [0, 1].map((index) => ({ object: "embedding", index, embedding: [index, 0.5] })),
  model: "tiny",
  usage: { prompt_tokens: 2, total_tokens: 2 },
};

describe("the official clients of PyPI", function () {
  // Python reads some hundreds of files before it asks anything.
  this.timeout(60_000);
  let outcomes: Readonly<Record<string, unknown>> = {};

  before(async function () {
    if (python === "") this.skip();
    const pair = await Pair.start();
    pair.first.answer = answer;
    try {
      const { stdout } = await promisify(execFile)(python, [SCRIPT, pair.base]);
      outcomes = JSON.parse(stdout) as Record<string, unknown>;
    } finally {
      await pair.stop();
    }
  });

  const weather = { city: "Oslo" };
  const expected: Readonly<Record<string, unknown>> = {
    models: [["tiny"], "tiny"],
    chat: [TEXT, 12],
    chat_stream: [TEXT, 12],
    chat_tool: ["tool_calls", "weather", weather],
    chat_tool_stream: ["tool_calls", "weather", weather],
    responses: ["completed", TEXT],
    responses_stream: [TEXT, TEXT],
    embeddings: [1, 0.5],
    message: [TEXT, "end_turn", 4],
    message_stream: [TEXT, "end_turn"],
    message_tool: ["tool_use", "weather", weather],
    message_tool_stream: ["tool_use", "weather", weather],
  };
  for (const [name, value] of Object.entries(expected))
    it(`get what they ask for: ${name}`, () => assert.deepEqual(outcomes[name], value));

  const refused: Readonly<Record<string, readonly [raised: string, message: RegExp]>> = {
    unknown_model: ["NotFoundError", /tony.*tiny/s],
    message_unknown_model: ["NotFoundError", /tony.*tiny/s],
    negative_tokens: ["BadRequestError", /max_tokens/],
  };
  for (const [name, [raised, message]] of Object.entries(refused))
    it(`raise their own errors: ${name}`, () => {
      const outcome = outcomes[name] as { readonly raised: string; readonly message: string };
      assert.equal(outcome.raised, raised);
      assert.match(outcome.message, message);
    });

  it("have no case that is not looked at", () => {
    const looked = [...Object.keys(expected), ...Object.keys(refused)];
    assert.deepEqual(Object.keys(outcomes).sort(), looked.sort());
  });
});
