import { z } from "zod";
import { EksOutputs, isSecretOutput } from "../../../model/eks/outputs";
import { code, page, table } from "../markdown";
import type { Output } from "../output";

const INTRODUCTION = [
  "A stack of the target `eks` exports these outputs, each of a type that is checked where it is read.",
  "A secret is encrypted in Pulumi's state, and nothing prints it unasked.",
].join("\n");

const READING = [
  "## Reading them",
  "By hand; `--show-secrets` shows secrets too:",
  "```sh\n./plinth outputs prod\n./plinth outputs prod --json\n```",
  "In a script, by Pulumi's Automation API.\nA secret is an object that prints as `[secret]` and gives its value when it is asked:",
  '```ts\nimport { readOutputs } from "./automation/outputs";\n\nconst { kubeconfig, buckets } = await readOutputs("prod", context);\nawait writeFile(path, kubeconfig.reveal(), { mode: 0o600 });\n```',
  "In another Pulumi program, by a stack reference; secrets stay secrets:",
  '```ts\nimport { platformReference } from "./components/eks/platform-reference";\n\nconst platform = platformReference("prod");\nconst provider = new k8s.Provider("platform", { kubeconfig: platform.kubeconfig });\n```',
  "An output that is missing or of another form is an error that names it; see [errors](errors.md#outputs-incomplete).",
].join("\n\n");

/** JSON Schema of a property. */
interface PropertySchema {
  readonly type?: string;
  readonly description?: string;
  readonly items?: PropertySchema;
  readonly properties?: Readonly<Record<string, PropertySchema>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
}

function typeOf({ type = "", items, propertyNames }: PropertySchema): string {
  if (type === "array") return `list of ${items?.type ?? "values"}s`;
  if (propertyNames?.enum !== undefined)
    return `object of strings: ${propertyNames.enum.map(code).join(", ")}`;
  return type;
}

function rows(name: string, schema: PropertySchema, remark: string): string[][] {
  const own = [code(name), typeOf(schema), remark, schema.description ?? ""];
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, one]) =>
    rows(`${name}.${key}`, one, remark),
  );
  return [own, ...below];
}

/** `docs/reference/outputs.md`: every output of a stack on AWS. */
export const outputsDocs: Output = {
  title: "the page of outputs",
  produce: async () => {
    const { properties = {}, required = [] } = z.toJSONSchema(EksOutputs) as PropertySchema & {
      readonly required?: readonly string[];
    };
    const remarkOf = (name: string): string =>
      isSecretOutput(name) ? "a secret" : required.includes(name) ? "always" : "may be absent";
    const all = Object.entries(properties).flatMap(([name, schema]) => rows(name, schema, remarkOf(name)));
    const parts = [INTRODUCTION, table(["Output", "Type", "There", "Meaning"], all), READING];
    return { "docs/reference/outputs.md": await page("Outputs", parts) };
  },
};
