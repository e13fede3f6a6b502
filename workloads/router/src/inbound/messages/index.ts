import type { InboundFormat } from "../inbound-format.ts";

import { messagesAnswer } from "./answer.ts";
import { messagesProblem } from "./problem.ts";
import { chatBodyOf } from "./request.ts";

/** Anthropic's Messages API. @see https://docs.anthropic.com/en/api/messages */
export const messagesFormat: InboundFormat = {
  chatBody: chatBodyOf,
  answer: messagesAnswer,
  problem: messagesProblem,
};
