import { resolveChatWrapper } from "node-llama-cpp";
import type { ChatWrapper, LlamaModel, LlamaText, Token } from "node-llama-cpp";

import type { AgentConfig } from "../config.ts";

/** Turns a prompt into tokens. */
export type Prompter = (prompt: string) => Token[];

/**
 * How prompts become tokens for this model. In the format `chat` a prompt is a user's message in the model's own
 * template, which models that follow instructions were trained on; a model without a template takes it as it is.
 * Words in a prompt that look like control tokens stay words.
 */
export function prompter(model: LlamaModel, format: AgentConfig["promptFormat"]): Prompter {
  const hasTemplate = model.fileInfo.metadata.tokenizer.chat_template !== undefined;
  const wrapper = format === "chat" && hasTemplate ? resolveChatWrapper(model) : undefined;
  return wrapper === undefined
    ? (prompt) => withBeginning(model, model.tokenize(prompt))
    : (prompt) => withBeginning(model, messageOf(wrapper, prompt).tokenize(model.tokenizer));
}

function messageOf(wrapper: ChatWrapper, prompt: string): LlamaText {
  const { contextText } = wrapper.generateContextState({
    chatHistory: [
      { type: "user", text: prompt },
      { type: "model", response: [] },
    ],
  });
  return contextText;
}

/** The model's token for the beginning of a text, where it wants one and the template did not write it. */
function withBeginning({ tokens: { bos, shouldPrependBosToken } }: LlamaModel, tokens: Token[]): Token[] {
  const missing = bos !== null && shouldPrependBosToken && tokens[0] !== bos;
  return missing ? [bos, ...tokens] : tokens;
}
