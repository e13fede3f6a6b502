import * as z from "zod";

import { byKind, flag, integer, list, modelId, name, number, object, text, textOrList } from "./common.ts";
import { objectSchema } from "./json-schema.ts";

/**
 * The body of `POST /v1/responses`, as far as the router reads it.
 * @see https://platform.openai.com/docs/api-reference/responses/create
 */

const typed = z.looseObject({ type: name("a string, as in message") }, { error: "an object with a type" });

const CONTENT = "a string, or an array of content parts, each an object with a type";
const withText = typed.extend({ text: text("a string") });
const content = textOrList(
  byKind("type", typed, {
    input_text: withText,
    output_text: withText,
    input_image: typed.extend({ image_url: text("a URL").nullish() }),
    input_file: typed.extend({ file_data: text("a data URL").nullish() }),
    refusal: typed.extend({ refusal: text("a string") }),
  }),
  CONTENT,
);

const callId = name("the id of the call");
const item = byKind(
  "type",
  typed,
  {
    message: z.looseObject(
      {
        role: z.enum(["user", "assistant", "system", "developer"], {
          error: "user, assistant, system or developer",
        }),
        content,
      },
      { error: "an object with a role and content" },
    ),
    function_call: typed.extend({
      call_id: callId,
      name: name("the name of the function"),
      arguments: text("a string of JSON"),
    }),
    function_call_output: typed.extend({ call_id: callId, output: content }),
  },
  "message",
);

const functionTool = typed.extend({
  name: name("the name of the function"),
  description: text("a string").nullish(),
  parameters: objectSchema.nullish(),
  strict: flag,
});

const CHOICE = "auto, none, required, or an object with a type";
const FORMAT = "an object with a type: text, json_schema or json_object";
const format = byKind(
  "type",
  z.looseObject(
    { type: z.enum(["text", "json_schema", "json_object"], { error: "text, json_schema or json_object" }) },
    { error: FORMAT },
  ),
  { json_schema: typed.extend({ name: name("the name of the schema"), schema: objectSchema }) },
);

export const responsesBody = z.looseObject(
  {
    model: modelId,
    input: textOrList(item, "a string, or an array of input items"),
    instructions: text("a string").nullish(),
    stream: flag,
    max_output_tokens: integer("an integer of 1 or more", 1),
    temperature: number("a number of 0 or more", 0),
    top_p: number("a number from 0 to 1", 0, 1),
    top_logprobs: integer("an integer of 0 or more", 0),
    tools: list(
      byKind("type", typed, { function: functionTool }),
      "an array of tools, each an object with a type",
    ).nullish(),
    tool_choice: z.union([z.enum(["auto", "none", "required"]), typed], { error: CHOICE }).nullish(),
    parallel_tool_calls: flag,
    text: z
      .looseObject(
        { format: format.nullish(), verbosity: text("a string").nullish() },
        { error: "an object" },
      )
      .nullish(),
    reasoning: z.looseObject({ effort: text("a string").nullish() }, { error: "an object" }).nullish(),
    include: list(text("a string"), "an array of strings").nullish(),
    metadata: object.nullish(),
    store: flag,
    background: flag,
    previous_response_id: text("a string").nullish(),
    truncation: z.enum(["auto", "disabled"], { error: "disabled" }).nullish(),
    user: text("a string").nullish(),
  },
  { error: "a JSON object with model and input" },
);
