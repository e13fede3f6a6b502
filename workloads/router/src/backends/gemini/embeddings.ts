import { RouterError } from "../../errors.ts";
import type { ModelCall } from "../backend.ts";
import type { Problem } from "../problem.ts";
import { wrong } from "../translation/chat-request.ts";
import { refuseLost, unsupported } from "../translation/fields.ts";
import { defined, isRecord, numberOf, recordOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import type { Translation } from "../wire-format.ts";

import { API } from "./api.ts";
import { problemOf } from "./problems.ts";

const CARRIED = new Set(["dimensions", "encoding_format", "input", "model"]);

/**
 * The body of `batchEmbedContents`.
 * @param name the model's resource, as in `models/gemini-embedding-001`
 * @throws RouterError unsupported_by_backend for an input of tokens, which only their own model could read
 */
export function embedRequest({ json }: ModelCall, name: string): Json {
  refuseLost(json, API, CARRIED);
  const { input } = json;
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  const requests = texts.map((text, index) => {
    if (typeof text === "number" || Array.isArray(text))
      throw unsupported(API, "input", "embeds texts, and no tokens of another model");
    if (typeof text !== "string") throw wrong(`input[${index}]`, "a string");
    const outputDimensionality = numberOf(json["dimensions"]);
    return defined({ model: name, content: { parts: [{ text }] }, outputDimensionality });
  });
  return { requests };
}

/** Embeddings as OpenAI has them. The API mostly counts no tokens for them; none are then told. */
export class EmbeddingTranslation implements Translation {
  readonly #model: string;
  readonly #inBase64: boolean;

  constructor({ model, json }: ModelCall) {
    this.#model = model;
    this.#inBase64 = json["encoding_format"] === "base64";
  }

  complete(answer: unknown): Json {
    const { embeddings, usageMetadata } = recordOf(answer);
    if (!Array.isArray(embeddings) || !embeddings.every(holdsNumbers))
      throw new RouterError(
        "upstream_invalid_response",
        "The upstream's answer holds no list of embeddings.",
      );
    const data = embeddings.map(({ values }, index) => ({
      object: "embedding",
      index,
      embedding: this.#inBase64 ? base64Of(values) : values,
    }));
    const tokens = numberOf(recordOf(usageMetadata)["promptTokenCount"]) ?? 0;
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    return { object: "list", data, model: this.#model, usage };
  }

  problem(status: number, answer: unknown): Problem | undefined {
    return problemOf(answer, status);
  }

  event(): string {
    throw new RouterError(
      "upstream_invalid_response",
      "The upstream answered a request for embeddings with a stream.",
    );
  }

  end(): string {
    return "";
  }
}

function holdsNumbers(embedding: unknown): embedding is { readonly values: readonly number[] } {
  return isRecord(embedding) && Array.isArray(embedding["values"]);
}

/** Numbers of 32 bits, little end first, as OpenAI's clients read them. */
function base64Of(values: readonly number[]): string {
  const bytes = Buffer.alloc(values.length * Float32Array.BYTES_PER_ELEMENT);
  values.forEach((value, index) => bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT));
  return bytes.toString("base64");
}
