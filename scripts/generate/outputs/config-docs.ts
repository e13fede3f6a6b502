import { allFields, allowedValues, childrenOf, typeName } from "../../../model/config/fields";
import type { Field } from "../../../model/config/fields";
import { pulumiKey } from "../../../model/config/keys";
import { configByTarget } from "../../../model/config/schema";
import { code, page, table } from "../markdown";
import type { Output } from "../output";

const INTRODUCTION = [
  "A stack's config stands in `Pulumi.<stack>.yaml` under `config:`.",
  "Set a key with `pulumi config set`, or edit the file: Plinth reads it also where the Pulumi CLI is missing.",
  "Every mistake in it is reported at once, and nothing is changed before it is right.",
  "Editors that know JSON Schema check the file by [`config.schema.json`](config.schema.json).",
].join("\n");

const EXAMPLE = [
  "```sh",
  "pulumi config set plinth:images build --stack dev",
  "pulumi config set --path plinth:ports.web 9090 --stack dev",
  "```",
].join("\n");

function standardOf(field: Field): string {
  if (field.required) return field.path.length === 1 ? "required" : "required in it";
  const { standard } = field;
  if (standard === undefined) {
    return childrenOf(field.schema).length > 0 && !field.optional ? "see its keys" : "none";
  }
  return code(typeof standard === "string" && standard !== "" ? standard : JSON.stringify(standard));
}

function row(field: Field): string[] {
  const meaning = field.words?.description ?? "";
  return [
    code(pulumiKey(field.path)),
    typeName(field.schema),
    standardOf(field),
    allowedValues(field),
    meaning,
  ];
}

/** `docs/reference/config.md`: every config key of every target. */
export const configDocs: Output = {
  title: "the page of config keys",
  produce: async () => {
    const targets = Object.entries(configByTarget).flatMap(([target, schema]) => [
      `## Target ${code(target)}`,
      table(["Key", "Type", "Default", "Allowed", "Meaning"], allFields(schema).map(row)),
    ]);
    return { "docs/reference/config.md": await page("Config keys", [INTRODUCTION, EXAMPLE, ...targets]) };
  },
};
