import fc from "fast-check";

type Json = Readonly<Record<string, unknown>>;

/** What a conversation says, piece by piece, in an order that every API keeps: instructions first. */
export type Said =
  | readonly ["system" | "user" | "assistant", string]
  | readonly ["image", string]
  | readonly ["call", string, string, unknown]
  | readonly ["result", string, string];

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 10 }),
  fc.constantFrom('"quoted"', "line\nline", "data: [DONE]\n\n", "é😀", '","finish_reason":"stop"'),
);
const identifier = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
/** Whole numbers only, so that no writing of a float differs. */
const input = fc.dictionary(identifier, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(fc.integer())), {
  maxKeys: 3,
});
const DATA_URL = "data:image/png;base64,iVBORw0KGgo=";
const imageUrl = fc.constantFrom(DATA_URL, "https://example.com/cat.png", "https://example.com/a%20b.jpg");
const textPart = text.map((value) => ({ type: "text", text: value }));
const imagePart = imageUrl.map((url) => ({ type: "image_url", image_url: { url, detail: "auto" } }));
const words = fc.oneof(text, fc.array(textPart, { minLength: 1, maxLength: 3 }));

const system = fc.record({ role: fc.constantFrom("system", "developer"), content: words });
const user = (images: boolean) =>
  fc.record({
    role: fc.constant("user"),
    content: images
      ? fc.oneof(words, fc.array(fc.oneof(textPart, imagePart), { minLength: 1, maxLength: 3 }))
      : words,
  });
const assistant = fc.record({ role: fc.constant("assistant"), content: words });

/** A turn with calls of tools, several at once among them, and all of their results, in any order. */
const toolRound = fc
  .tuple(
    fc.array(fc.tuple(identifier, input), { minLength: 1, maxLength: 3 }),
    fc.option(text),
    fc.infiniteStream(text),
    fc.nat(),
  )
  .map(([calls, content, results, seed]) => {
    const made = calls.map(([name, args], i) => ({
      id: `call_${seed}_${i}`,
      type: "function",
      function: { name, arguments: JSON.stringify(args) },
    }));
    const answers = made.map(({ id }) => ({
      role: "tool",
      tool_call_id: id,
      content: results.next().value as string,
    }));
    if (seed % 2 === 1) answers.reverse();
    return [{ role: "assistant", content, tool_calls: made }, ...answers];
  });

/** The conversation of a valid request. */
export function conversations(can: { readonly images: boolean; readonly tools: boolean }) {
  const turn = fc.oneof(
    system.map((message): Json[] => [message]),
    user(can.images).map((message): Json[] => [message]),
    assistant.map((message): Json[] => [message]),
    ...(can.tools ? [toolRound as fc.Arbitrary<Json[]>] : []),
  );
  return fc
    .tuple(user(can.images), fc.array(turn, { maxLength: 6 }))
    .map(([first, turns]): Json[] => [first, ...turns.flat()])
    .map(withOwnIds);
}

/** No two rounds share an id of a call. */
function withOwnIds(messages: readonly Json[]): Json[] {
  let round = 0;
  return messages.map((message) => {
    const calls = message["tool_calls"] as readonly Json[] | undefined;
    if (calls !== undefined) round += 1;
    const own = (id: unknown): string => `${String(id)}_${round}`;
    if (calls !== undefined)
      return { ...message, tool_calls: calls.map((call) => ({ ...call, id: own(call["id"]) })) };
    return message["role"] === "tool" ? { ...message, tool_call_id: own(message["tool_call_id"]) } : message;
  });
}

export const toolList = fc.uniqueArray(
  fc.record({
    type: fc.constant("function"),
    function: fc.record(
      {
        name: identifier,
        description: text,
        parameters: fc.constant({
          type: "object",
          properties: { city: { type: "string" } },
          required: ["city"],
          additionalProperties: false,
        }),
        strict: fc.boolean(),
      },
      { requiredKeys: ["name"] },
    ),
  }),
  { selector: (tool) => tool.function.name, minLength: 1, maxLength: 3 },
);

/** What a request's messages say. */
export function saidIn(messages: readonly Json[]): Said[] {
  const instructions: Said[] = [];
  const rest: Said[] = [];
  for (const message of messages) {
    const role = message["role"] as string;
    const content = message["content"];
    const parts = (
      typeof content === "string" ? [{ type: "text", text: content }] : (content ?? [])
    ) as Json[];
    const texts = parts.filter(({ type }) => type === "text");
    if (role === "system" || role === "developer")
      instructions.push(...texts.map((part): Said => ["system", part["text"] as string]));
    else if (role === "tool")
      rest.push([
        "result",
        message["tool_call_id"] as string,
        texts.map((part) => part["text"] as string).join(""),
      ]);
    else {
      for (const part of parts)
        rest.push(
          part["type"] === "text"
            ? [role as "user", part["text"] as string]
            : ["image", (part["image_url"] as { url: string }).url],
        );
      const calls = (message["tool_calls"] ?? []) as {
        id: string;
        function: { name: string; arguments: string };
      }[];
      for (const { id, function: called } of calls)
        rest.push(["call", id, called.name, JSON.parse(called.arguments)]);
    }
  }
  return [...instructions, ...rest];
}
