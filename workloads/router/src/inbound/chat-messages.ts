import type { Json } from "./inbound-format.ts";

/** A part of a user's message, as chat completions write it. */
export type ChatPart = Json & { readonly type: string };

/** A call of a function that the model made. */
export interface MadeCall {
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

/** The role under which each message stands, as every server knows it. */
type Message = Json & { readonly role: "system" | "user" | "assistant" | "tool" };

/** Makes the messages of a chat completion, in the order in which a conversation went. */
export class ChatMessages {
  readonly #messages: Message[] = [];
  /** Pictures that tools gave: a tool's message holds text only, so that a user's message after it shows them. */
  #pictures: ChatPart[] = [];

  system(text: string): void {
    this.#showPictures();
    this.#messages.push({ role: "system", content: text });
  }

  user(parts: readonly ChatPart[]): void {
    const all = [...this.#pictures, ...parts];
    this.#pictures = [];
    const [first] = all;
    // The plain form is the one that every server reads.
    const content = all.length === 1 && first?.type === "text" ? first["text"] : all;
    this.#messages.push({ role: "user", content });
  }

  assistant(text: string, refusal = ""): void {
    this.#showPictures();
    this.#messages.push({ role: "assistant", content: text, ...(refusal !== "" && { refusal }) });
  }

  /** A call belongs to the assistant's message before it, where there is one. */
  toolCall({ id, name, arguments: given }: MadeCall): void {
    this.#showPictures();
    const call = { id, type: "function", function: { name, arguments: given } };
    const last = this.#messages.at(-1);
    if (last?.role !== "assistant") {
      this.#messages.push({ role: "assistant", content: null, tool_calls: [call] });
      return;
    }
    const before = (last["tool_calls"] ?? []) as readonly Json[];
    this.#messages[this.#messages.length - 1] = { ...last, tool_calls: [...before, call] };
  }

  toolResult(id: string, text: string, pictures: readonly ChatPart[] = []): void {
    this.#messages.push({ role: "tool", tool_call_id: id, content: text });
    this.#pictures.push(...pictures);
  }

  done(): readonly Json[] {
    this.#showPictures();
    return this.#messages;
  }

  #showPictures(): void {
    if (this.#pictures.length > 0) this.user([]);
  }
}
