import { wrong } from "./chat-request.ts";
import { unsupported } from "./fields.ts";
import { isRecord, recordsOf, textOf } from "./json.ts";
import type { Json } from "./json.ts";

/** A function that the model may call. */
export interface ToolDeclaration {
  readonly name: string;
  readonly description: string | undefined;
  /** JSON Schema of an object. */
  readonly parameters: Json;
  /** Whether calls must keep to the schema. */
  readonly strict: boolean;
}

/** Whether and what the model must call. */
export interface ToolChoice {
  readonly mode: "auto" | "none" | "required";
  /** The only ones that it may call; undefined for all. */
  readonly names: readonly string[] | undefined;
}

/**
 * Reads `tools`.
 * @throws RouterError unsupported_by_backend for a tool that is no function
 */
export function readTools(json: Json, api: string): readonly ToolDeclaration[] {
  return recordsOf(json["tools"]).map((tool, index) => {
    const path = `tools[${index}]`;
    if (tool["type"] !== "function") throw unsupported(api, `${path}.type`, "knows functions only");
    const declared = tool["function"];
    const name = isRecord(declared) ? textOf(declared["name"]) : undefined;
    if (!isRecord(declared) || name === undefined) throw wrong(`${path}.function`, "an object with a name");
    const parameters = declared["parameters"] ?? {};
    if (!isRecord(parameters)) throw wrong(`${path}.function.parameters`, "a JSON Schema of an object");
    return {
      name,
      description: textOf(declared["description"]),
      // Providers want an object's schema, even where there is nothing in it.
      parameters: "type" in parameters ? parameters : { type: "object", properties: {}, ...parameters },
      strict: declared["strict"] === true,
    };
  });
}

/**
 * Reads `tool_choice`; undefined where the client left it to the model.
 * @throws RouterError for one that OpenAI's API does not have
 */
export function readToolChoice(json: Json): ToolChoice | undefined {
  const choice = json["tool_choice"];
  if (choice === undefined || choice === null) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required")
    return { mode: choice, names: undefined };
  const allowed = isRecord(choice) ? (choice["allowed_tools"] ?? choice["function"]) : undefined;
  if (!isRecord(choice) || !isRecord(allowed))
    throw wrong("tool_choice", "auto, none, required, or an object that names a function");
  if (choice["type"] === "allowed_tools") {
    const names = recordsOf(allowed["tools"]).map((tool) =>
      isRecord(tool["function"]) ? textOf(tool["function"]["name"]) : undefined,
    );
    const mode = allowed["mode"] === "required" ? "required" : "auto";
    return { mode, names: names.filter((name) => name !== undefined) };
  }
  const name = textOf(allowed["name"]);
  if (name === undefined) throw wrong("tool_choice.function.name", "the name of a function");
  return { mode: "required", names: [name] };
}
