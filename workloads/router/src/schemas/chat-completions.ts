import * as z from "zod";

import { byKind, flag, integer, list, modelId, name, number, object, text } from "./common.ts";
import { objectSchema } from "./json-schema.ts";

/**
 * The body of `POST /v1/chat/completions`, as far as the router judges it: what every upstream would refuse.
 * Fields that are not named here, and values that only some upstreams refuse, pass unchanged.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */

const CONTENT = "a string, or an array of content parts, each an object with a type";
const contentPart = z.looseObject(
  { type: text("a string, as in text or image_url") },
  { error: "an object" },
);
const content = z.union([z.string(), list(contentPart, CONTENT), z.null()], { error: CONTENT }).optional();

const message = z.looseObject(
  {
    role: text("a string, as in system, user, assistant or tool").min(1, {
      error: "a string that is not empty",
    }),
    content,
    name: text("a string").nullish(),
    tool_calls: list(object, "an array of objects").nullish(),
    tool_call_id: text("a string").nullish(),
  },
  { error: "an object with a role" },
);

const TOOL = "an object with a type";
const tool = z.looseObject({ type: text("a string, as in function") }, { error: TOOL });
const FUNCTION = "an object with a name";
const functionTool = tool.extend({
  function: z.looseObject(
    {
      name: name("the name of the function"),
      description: text("a string").nullish(),
      parameters: objectSchema.nullish(),
      strict: flag,
    },
    { error: FUNCTION },
  ),
});

export const stopSequences = (allowed = "a string, or an array of strings") =>
  z
    .union([z.string(), list(z.string({ error: "a string" }), allowed), z.null()], { error: allowed })
    .optional();

export const chatCompletionBody = z.looseObject(
  {
    model: modelId,
    messages: list(message, "an array of one message or more", 1),
    stream: flag,
    stream_options: object.nullish(),
    max_tokens: integer("an integer of 0 or more", 0),
    max_completion_tokens: integer("an integer of 0 or more", 0),
    temperature: number("a number of 0 or more", 0),
    top_p: number("a number from 0 to 1", 0, 1),
    presence_penalty: number("a number"),
    frequency_penalty: number("a number"),
    n: integer("an integer of 1 or more", 1),
    seed: integer("an integer"),
    stop: stopSequences(),
    logprobs: flag,
    top_logprobs: integer("an integer of 0 or more", 0),
    logit_bias: object.nullish(),
    tools: list(
      byKind("type", tool, { function: functionTool }),
      "an array of tools, each an object with a type",
    ).nullish(),
    response_format: z
      .looseObject({ type: text("a string, as in json_schema") }, { error: "an object with a type" })
      .nullish(),
    user: text("a string").nullish(),
  },
  { error: "a JSON object with model and messages" },
);

export type ChatCompletionBody = z.output<typeof chatCompletionBody>;
