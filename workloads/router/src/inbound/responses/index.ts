import type { AnswerFacts, InboundAnswer, InboundFormat, Json } from "../inbound-format.ts";
import { PartStream } from "../part-stream.ts";

import { chatBodyOf } from "./request.ts";
import { completeResponse } from "./response.ts";
import { ResponseWriter } from "./stream.ts";

/** OpenAI's Responses API, without a memory. @see https://platform.openai.com/docs/api-reference/responses */
export const responsesFormat: InboundFormat = {
  chatBody: chatBodyOf,
  answer: answerOf,
  // Its errors have the shape of all of OpenAI's.
  problem: (error) => ({ error }),
};

function answerOf(body: Json, facts: AnswerFacts): InboundAnswer {
  const head = { body, facts };
  const stream = new PartStream(new ResponseWriter(head));
  return {
    complete: (completion) => completeResponse(head, completion),
    chunk: (data) => stream.chunk(data),
    end: () => stream.end(),
    fail: (error) => stream.fail(error),
  };
}
