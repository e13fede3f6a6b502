import * as z from "zod";

import { errorCatalogue } from "../errors.ts";
import { hiddenForms } from "../schemas/common.ts";

type Json = Record<string, unknown>;

/** A route of the app. */
export interface DocumentedRoute {
  readonly method: string;
  /** As Fastify writes it; a star stands for an id, which may hold slashes. */
  readonly url: string;
  /** What its body must look like; undefined where it takes none. */
  readonly body: z.ZodType | undefined;
}

const text = { type: "string" };
const nullable = { type: ["string", "null"] };

/** Errors as OpenAI's clients read them, and as Anthropic's do. */
const SCHEMAS: Json = {
  Error: {
    type: "object",
    required: ["error"],
    properties: {
      error: {
        type: "object",
        required: ["message", "type", "param", "code"],
        properties: { message: text, type: text, param: nullable, code: nullable },
      },
    },
    description: `Codes of the router's own: ${Object.keys(errorCatalogue).join(", ")}.`,
  },
  AnthropicError: {
    type: "object",
    required: ["type", "error"],
    properties: {
      type: { const: "error" },
      error: { type: "object", required: ["type", "message"], properties: { type: text, message: text } },
      request_id: text,
    },
  },
};

const REQUEST_ID = { description: "The request's id, which is also in the log.", schema: text };
/** What an answer from a model says of its way. */
const DECISION = ["model", "target", "attempts", "fallbacks", "strategy", "overhead-ms"];

/** The OpenAPI document of an app's routes, their bodies as their zod schemas judge them. */
export function openApiDocument(routes: readonly DocumentedRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.url.replace("*", "{id}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Plinth router", version: "1" },
    paths,
    components: { schemas: SCHEMAS },
  };
}

function operationOf({ url, body }: DocumentedRoute): Json {
  const shape = url.startsWith("/v1/messages") ? "AnthropicError" : "Error";
  const error = {
    description: "Why there is no answer.",
    headers: { "x-request-id": REQUEST_ID },
    content: { "application/json": { schema: { $ref: `#/components/schemas/${shape}` } } },
  };
  const headers: Json = { "x-request-id": REQUEST_ID };
  if (body !== undefined) for (const name of DECISION) headers[`x-plinth-${name}`] = { schema: text };
  return {
    ...(url.includes("*") && { parameters: [{ name: "id", in: "path", required: true, schema: text }] }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: jsonSchemaOf(body) } } },
    }),
    responses: { "200": { description: "The answer.", headers }, "4XX": error, "5XX": error },
  };
}

/** A schema's JSON Schema, with the forms that it judges by hand. */
function jsonSchemaOf(schema: z.core.$ZodType): Json {
  const json = z.toJSONSchema(schema, {
    unrepresentable: "any",
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const hidden = hiddenForms.get(zodSchema);
      if (hidden === undefined) return;
      if ("items" in hidden) jsonSchema.items = jsonSchemaOf(hidden.items);
      else jsonSchema.anyOf = hidden.anyOf.map(jsonSchemaOf);
    },
  });
  // Said once, by the document's version.
  delete json.$schema;
  return json;
}
