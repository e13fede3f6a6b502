import * as z from "zod";

import { integer, modelId, text } from "./common.ts";
import { textsOrTokens } from "./completions.ts";

/**
 * The body of `POST /v1/embeddings`, as far as the router judges it; other fields pass unchanged.
 * @see https://platform.openai.com/docs/api-reference/embeddings/create
 */
export const embeddingBody = z.looseObject(
  {
    model: modelId,
    input: textsOrTokens("a string, an array of strings, or an array of tokens"),
    dimensions: integer("an integer of 1 or more", 1),
    encoding_format: z.enum(["float", "base64"], { error: "float or base64" }).nullish(),
    user: text("a string").nullish(),
  },
  { error: "a JSON object with model and input" },
);
