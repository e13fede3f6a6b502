import type { ErrorBody } from "../../errors.ts";
import { eventText } from "../inbound-format.ts";
import type { Json } from "../inbound-format.ts";
import type { Ending, Part, PartWriter } from "../part-stream.ts";

import { contentOf, endingOf, itemId, itemOf, responseOf } from "./response.ts";
import type { Head } from "./response.ts";

/** Writes the events of a response. @see https://platform.openai.com/docs/api-reference/responses-streaming */
export class ResponseWriter implements PartWriter {
  readonly #head: Head;
  readonly #output: Json[] = [];
  #model: unknown;
  #sequence = 0;

  constructor(head: Head) {
    this.#head = head;
    this.#model = head.body["model"];
  }

  begin(model: string | undefined): string {
    this.#model = model ?? this.#model;
    const response = this.#response({});
    return this.#event("response.created", { response }) + this.#event("response.in_progress", { response });
  }

  open(part: Part): string {
    const item = itemOf(this.#head, part, "in_progress", "");
    const added = this.#event("response.output_item.added", { output_index: part.index, item });
    if (part.kind === "tool") return added;
    const where = { ...this.#place(part), content_index: 0 };
    return (
      added + this.#event("response.content_part.added", { ...where, part: contentOf(part.kind, "", []) })
    );
  }

  piece(part: Part, text: string, logprobs: readonly unknown[]): string {
    const place = this.#place(part);
    if (part.kind === "tool")
      return this.#event("response.function_call_arguments.delta", { ...place, delta: text });
    const where = { ...place, content_index: 0, delta: text };
    return part.kind === "refusal"
      ? this.#event("response.refusal.delta", where)
      : this.#event("response.output_text.delta", { ...where, logprobs });
  }

  close(part: Part, text: string, logprobs: readonly unknown[]): string {
    return this.#closeContent(part, text, logprobs) + this.#closeItem(part, text, logprobs);
  }

  end(ending: Ending): string {
    const response = this.#response(endingOf(ending));
    return this.#event(`response.${String(response["status"])}`, { response });
  }

  /** The response first, for clients that wait for its end; then the error, which others throw. */
  fail(error: ErrorBody["error"]): string {
    const { message, code, param, type } = error;
    const told = { code: code ?? type, message };
    return (
      this.#event("response.failed", { response: this.#response({ status: "failed", error: told }) }) +
      this.#event("error", { ...told, param })
    );
  }

  #closeContent(part: Part, text: string, logprobs: readonly unknown[]): string {
    const place = this.#place(part);
    if (part.kind === "tool") {
      const done = { ...place, name: part.name, arguments: text };
      return this.#event("response.function_call_arguments.done", done);
    }
    const where = { ...place, content_index: 0 };
    const done =
      part.kind === "refusal"
        ? this.#event("response.refusal.done", { ...where, refusal: text })
        : this.#event("response.output_text.done", { ...where, text, logprobs });
    const content = contentOf(part.kind, text, logprobs);
    return done + this.#event("response.content_part.done", { ...where, part: content });
  }

  #closeItem(part: Part, text: string, logprobs: readonly unknown[]): string {
    const content = part.kind === "tool" ? undefined : contentOf(part.kind, text, logprobs);
    const item = itemOf(this.#head, part, "completed", text, content);
    this.#output.push(item);
    return this.#event("response.output_item.done", { output_index: part.index, item });
  }

  #place(part: Part): Json {
    return { item_id: itemId(this.#head, part), output_index: part.index };
  }

  #response(state: Json): Json {
    return responseOf(this.#head, { model: this.#model, output: [...this.#output], ...state });
  }

  #event(type: string, fields: Json): string {
    const sequence = this.#sequence;
    this.#sequence += 1;
    return eventText(type, { sequence_number: sequence, ...fields });
  }
}
