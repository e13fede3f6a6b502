import * as z from "zod";

/**
 * The body of `POST /v1/chat/completions`, as far as the router judges it: what every upstream would refuse.
 * Fields that are not named here, and values that only some upstreams refuse, pass unchanged.
 * Each message names what is allowed; null counts as absent, as OpenAI has it.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */

const text = (allowed: string) => z.string({ error: allowed });
const flag = z.boolean({ error: "true or false" }).nullish();
const object = z.object({}, { error: "an object" });

function number(allowed: string, min = -Infinity, max = Infinity) {
  return z.number({ error: allowed }).min(min, { error: allowed }).max(max, { error: allowed }).nullish();
}

/** Any whole number: seeds may be larger than JavaScript counts exactly, and the upstream gets the text itself. */
function integer(allowed: string, min = -Infinity) {
  return z
    .number({ error: allowed })
    .refine(Number.isInteger, { error: allowed })
    .min(min, { error: allowed })
    .nullish();
}

/** An array that is judged up to its first wrong item: a body of a million mistakes must not make a million issues. */
function list<T extends z.ZodType>(item: T, allowed: string, minimum = 0) {
  return z
    .array(z.unknown(), { error: allowed })
    .min(minimum, { error: allowed })
    .superRefine((items, context) => {
      for (const [index, value] of items.entries()) {
        const result = item.safeParse(value);
        if (result.success) continue;
        for (const issue of result.error.issues) {
          context.addIssue({ ...issue, path: [index, ...issue.path] });
        }
        return;
      }
    });
}

const CONTENT = "a string, or an array of content parts, each an object with a type";
const contentPart = z.object({ type: text("a string, as in text or image_url") }, { error: "an object" });
const content = z.union([z.string(), list(contentPart, CONTENT), z.null()], { error: CONTENT }).optional();

const message = z.object(
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

const tool = z.object({ type: text("a string, as in function") }, { error: "an object with a type" });
const STOP = "a string, or an array of strings";

export const chatCompletionBody = z.object(
  {
    model: text("a string, the id of a model; GET /v1/models lists them").min(1, {
      error: "the id of a model; GET /v1/models lists them",
    }),
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
    stop: z
      .union([z.string(), list(z.string({ error: "a string" }), STOP), z.null()], { error: STOP })
      .optional(),
    logprobs: flag,
    top_logprobs: integer("an integer of 0 or more", 0),
    logit_bias: object.nullish(),
    tools: list(tool, "an array of tools, each an object with a type").nullish(),
    response_format: z
      .object({ type: text("a string, as in json_schema") }, { error: "an object with a type" })
      .nullish(),
    user: text("a string").nullish(),
  },
  { error: "a JSON object with model and messages" },
);

export type ChatCompletionBody = z.output<typeof chatCompletionBody>;
