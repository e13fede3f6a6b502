import * as z from "zod";

/**
 * Pieces that the bodies of several routes are made of. Each message names what is allowed, as in "an integer of 1 or
 * more"; null counts as absent, as OpenAI has it.
 */

/** What a schema that judges by hand shows nothing of: the items of an array, or the forms of a value. */
export type HiddenForms = { readonly items: z.ZodType } | { readonly anyOf: readonly z.ZodType[] };

/** The forms of the schemas below, for the OpenAPI document. */
export const hiddenForms = new WeakMap<z.core.$ZodType, HiddenForms>();

export const text = (allowed: string) => z.string({ error: allowed });
export const name = (allowed: string) => text(allowed).min(1, { error: allowed });
export const flag = z.boolean({ error: "true or false" }).nullish();
export const object = z.looseObject({}, { error: "an object" });

export function number(allowed: string, min = -Infinity, max = Infinity) {
  return z.number({ error: allowed }).min(min, { error: allowed }).max(max, { error: allowed }).nullish();
}

/** Any whole number: seeds may be larger than JavaScript counts exactly, and the upstream gets the text itself. */
export function integer(allowed: string, min = -Infinity) {
  return z
    .number({ error: allowed })
    .refine(Number.isInteger, { error: allowed })
    .min(min, { error: allowed })
    .nullish();
}

/** An array that is judged up to its first wrong item: a body of a million mistakes must not make a million issues. */
export function list<T extends z.ZodType>(item: T, allowed: string, minimum = 0) {
  const array = z
    .array(z.unknown(), { error: allowed })
    .min(minimum, { error: allowed })
    .superRefine((items, context) => {
      for (const [index, value] of items.entries()) {
        const result = item.safeParse(value);
        if (result.success) continue;
        for (const issue of result.error.issues) {
          context.addIssue({ ...issue, path: [index, ...issue.path] });
        }
        return;
      }
    });
  hiddenForms.set(array, { items: item });
  return array;
}

/**
 * Judges a value by the word in one of its fields; a word that is not there passes, as it may be a new one.
 * @param missing the word that counts where the field is absent. @default none
 */
export function byKind(
  field: string,
  base: z.ZodType,
  kinds: Readonly<Record<string, z.ZodType>>,
  missing?: string,
): z.ZodType {
  return judgedBy([...Object.values(kinds), base], (value) => {
    const kind = (value as Record<string, unknown> | null | undefined)?.[field] ?? missing;
    const known = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    return known ?? base;
  });
}

/** A string, or a list whose mistakes are told where they are. */
export function textOrList(item: z.ZodType, allowed: string): z.ZodType {
  const [asText, asList] = [z.string({ error: allowed }), list(item, allowed)];
  return judgedBy([asText, asList], (value) => (Array.isArray(value) ? asList : asText));
}

/** A value of several forms, judged by one of them only, so that a mistake is told for the form that was meant. */
function judgedBy(forms: readonly z.ZodType[], choose: (value: unknown) => z.ZodType): z.ZodType {
  const schema = z.unknown().superRefine((value, context) => {
    for (const issue of choose(value).safeParse(value).error?.issues ?? []) context.addIssue({ ...issue });
  });
  hiddenForms.set(schema, { anyOf: forms });
  return schema;
}

export const modelId = name("a string, the id of a model; GET /v1/models lists them");
