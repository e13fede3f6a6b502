import assert from "node:assert/strict";

import { messagesAnswer } from "../../../src/inbound/messages/answer.ts";

describe("inbound/messages/answer", () => {
  it("gives a call that the limit of tokens cut without its input", () => {
    const complete = (finish: string): Record<string, unknown> => {
      const calls = ['{"city":"Ber', '{"city":"Bern"}'].map((given, at) => ({
        id: String(at),
        function: { name: "f", arguments: given },
      }));
      const choice = { finish_reason: finish, message: { content: null, tool_calls: calls } };
      return messagesAnswer({ model: "m" }, { id: "0", createdAt: 0 }).complete({ choices: [choice] });
    };
    const { content, stop_reason: reason } = complete("length");
    assert.equal(reason, "max_tokens");
    assert.deepEqual(
      (content as { input: unknown }[]).map(({ input }) => input),
      [{}, { city: "Bern" }],
    );
    assert.throws(() => complete("tool_calls"), /no JSON object/);
  });
});
