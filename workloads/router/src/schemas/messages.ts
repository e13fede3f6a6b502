import * as z from "zod";

import { byKind, flag, integer, list, modelId, name, number, object, text, textOrList } from "./common.ts";
import { objectSchema } from "./json-schema.ts";

/**
 * The body of Anthropic's `POST /v1/messages`, as far as the router reads it.
 * @see https://docs.anthropic.com/en/api/messages
 */

const CONTENT = "a string, or an array of content blocks, each an object with a type";
const typed = z.looseObject({ type: name("a string, as in text") }, { error: "an object with a type" });
const textBlock = typed.extend({ text: text("a string") });

const blocks: Readonly<Record<string, z.ZodType>> = {
  text: textBlock,
  image: typed.extend({ source: typed }),
  document: typed.extend({ source: typed }),
  tool_use: typed.extend({
    id: name("the id of the call"),
    name: name("the name of the tool"),
    input: object,
  }),
};

const toolResult = typed.extend({
  tool_use_id: name("the id of the call that it answers"),
  content: textOrList(byKind("type", typed, blocks), CONTENT).nullish(),
  is_error: flag,
});

const block = byKind("type", typed, { ...blocks, tool_result: toolResult });
const message = z.looseObject(
  {
    role: z.enum(["user", "assistant", "system"], { error: "user, assistant or system" }),
    content: textOrList(block, CONTENT),
  },
  { error: "an object with a role and content" },
);

const SYSTEM = "a string, or an array of text blocks";
const tool = z.looseObject({ name: name("the name of the tool") }, { error: "an object with a name" });

export const messagesBody = z.looseObject(
  {
    model: modelId,
    max_tokens: z.int({ error: "an integer of 1 or more" }).min(1, { error: "an integer of 1 or more" }),
    messages: list(message, "an array of one message or more", 1),
    system: textOrList(textBlock, SYSTEM).nullish(),
    stream: flag,
    stop_sequences: list(text("a string"), "an array of strings").nullish(),
    temperature: number("a number from 0 to 1", 0, 1),
    top_p: number("a number from 0 to 1", 0, 1),
    top_k: integer("an integer of 0 or more", 0),
    tools: list(
      byKind("type", tool, { custom: tool.extend({ input_schema: objectSchema }) }, "custom"),
      "an array of tools, each an object with a name and an input_schema",
    ).nullish(),
    tool_choice: byKind(
      "type",
      z.looseObject(
        { type: z.enum(["auto", "any", "none", "tool"], { error: "auto, any, none or tool" }) },
        { error: "an object with a type" },
      ),
      {
        tool: typed.extend({ name: name("the name of a tool") }),
      },
    ).nullish(),
    thinking: object.nullish(),
    metadata: z.looseObject({ user_id: text("a string").nullish() }, { error: "an object" }).nullish(),
    output_config: z
      .looseObject({ format: typed.extend({ schema: objectSchema }).nullish() }, { error: "an object" })
      .nullish(),
  },
  { error: "a JSON object with model, max_tokens and messages" },
);
