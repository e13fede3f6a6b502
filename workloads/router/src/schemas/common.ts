import * as z from "zod";

/**
 * Pieces that the bodies of several routes are made of. Each message names what is allowed, as in "an integer of 1 or
 * more"; null counts as absent, as OpenAI has it.
 */

/** The schemas of lists' items, which a list's own JSON Schema does not show. */
export const itemsOfLists = new WeakMap<z.core.$ZodType, z.ZodType>();

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
  itemsOfLists.set(array, item);
  return array;
}

/** Judges a value by the word in one of its fields; a word that is not there passes, as it may be a new one. */
export function byKind(
  field: string,
  base: z.ZodType,
  kinds: Readonly<Record<string, z.ZodType>>,
): z.ZodType {
  return z.unknown().superRefine((value, context) => {
    const kind = (value as Record<string, unknown> | null | undefined)?.[field];
    const known = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    const result = (known ?? base).safeParse(value);
    for (const issue of result.error?.issues ?? []) context.addIssue({ ...issue });
  });
}

export const modelId = name("a string, the id of a model; GET /v1/models lists them");
