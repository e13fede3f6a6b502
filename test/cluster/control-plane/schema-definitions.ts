/** Definitions of custom resources made from JSON schemas, for kinds whose own definition no module has. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject } from "./cluster";

/** A kind to define. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

/** Keys of a schema that are the API server's too; what a schema says besides is said for other readers. */
const keptKeys =
  /^(?:type|format|pattern|enum|default|nullable|required|(?:min|max)imum|exclusive(?:Min|Max)imum|(?:min|max)(?:Length|Items|Properties)|x-kubernetes-.+)$/;

/**
 * The definition of a kind by its schema in the folder that PLINTH_SCHEMAS names; `undefined` where there is none. It
 * has the schema's fields and rules, one version, and no webhook.
 */
export function definitionFromSchema(
  { apiVersion, kind, namespaced }: Kind,
  folder = process.env["PLINTH_SCHEMAS"],
): KubernetesObject | undefined {
  const [group = "", version = ""] = apiVersion.split("/");
  const singular = kind.toLowerCase();
  const file = join(folder ?? "", group, `${singular}_${version}.json`);
  if (folder === undefined || !existsSync(file)) return undefined;
  const schema = structural(JSON.parse(readFileSync(file, "utf8")) as Schema);
  const plural = pluralOf(singular);
  const names = { kind, singular, plural };
  return definitionOf({ group, version, names, namespaced, schema, status: hasStatus(schema) });
}

/** What a definition is made from. */
export interface DefinitionArgs {
  readonly group: string;
  readonly version: string;
  readonly names: { readonly kind: string; readonly singular: string; readonly plural: string };
  readonly namespaced: boolean;
  /** OpenAPI schema of its objects. */
  readonly schema: object;
  /** Whether its status is written apart from the rest. */
  readonly status: boolean;
}

/** The definition of a kind, in one version. */
export function definitionOf({ group, version, names, namespaced, schema, status }: DefinitionArgs) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${names.plural}.${group}`,
      // Groups of Kubernetes' own ask for it.
      annotations: { "api-approved.kubernetes.io": "unapproved, for a test" },
    },
    spec: {
      group,
      names: { ...names, listKind: `${names.kind}List` },
      scope: namespaced ? "Namespaced" : "Cluster",
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          ...(status ? { subresources: { status: {} } } : {}),
        },
      ],
    },
  };
}

/** A schema as the API server wants it: a field that is not declared is refused without being told to. */
function structural(schema: Schema): Schema {
  const result: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).filter(([key]) => keptKeys.test(key)),
  );
  if (isIntOrString(schema)) result["x-kubernetes-int-or-string"] = true;
  if (Array.isArray(schema["type"])) {
    const [type] = (schema["type"] as string[]).filter((one) => one !== "null");
    Object.assign(result, { type, nullable: true });
  }
  const { properties, items, additionalProperties } = schema;
  if (typeof properties === "object")
    result["properties"] = Object.fromEntries(
      Object.entries(properties as Record<string, Schema>).map(([name, inner]) => [name, structural(inner)]),
    );
  if (typeof items === "object") result["items"] = structural(items as Schema);
  if (typeof additionalProperties === "object")
    result["additionalProperties"] = structural(additionalProperties as Schema);
  return result;
}

function isIntOrString({ oneOf }: Schema): boolean {
  const types = Array.isArray(oneOf) ? (oneOf as Schema[]).map(({ type }) => type) : [];
  return types.includes("integer") && types.includes("string");
}

function hasStatus({ properties }: Schema): boolean {
  return typeof properties === "object" && properties !== null && "status" in properties;
}

/** As English forms it, which is what authors of kinds do. */
function pluralOf(singular: string): string {
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(singular) ? `${singular}es` : `${singular}s`;
}
