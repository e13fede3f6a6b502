/**
 * Texts that differ in words only.
 *
 * Clusters differ from each other in words such as their names and in numbers. Such a word can stand in YAML as it is,
 * wherever a scalar can, and changes nothing around it. So a text is written once with marks in the places of its words,
 * its shape, and then the words take the places of the marks; and what it says is what its shape says, with the words in
 * the places of the marks. Both are many times quicker than writing and reading YAML.
 */

import { Recent } from "./recent";

/** What YAML is written from and read as. */
type Value =
  string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };

/** A scalar that is written as it is: a word, or a whole number. */
export type Word = string | number;

/** A text with marks. */
export interface Shape {
  /** The text, marks and all. */
  readonly text: string;
  /** What stands before, between and behind the marks. */
  readonly pieces: readonly string[];
  /** Number of the word for each mark, in the order of the text. */
  readonly order: readonly number[];
}

/** Text that begins with a letter, and has nothing in it that means something to YAML. */
const plain = /^[A-Za-z][A-Za-z0-9]*(?:[-./_][A-Za-z0-9]+)*$/;
/** Text of that form that YAML 1.1 or 1.2 takes for something else. */
const reserved = /^(?:y|n|yes|no|on|off|true|false|null|e-?\d+)$/i;

const begin = "plinthsMark";
const mark = /plinthsMark(\d+)x/;

function isWord(value: Value): value is Word {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
  return typeof value === "string" && plain.test(value) && !reserved.test(value);
}

/** A value with marks in the places of its words, and the words. Keys stay as they are. */
export function withMarks<T extends Value>(
  value: T,
): { readonly marked: T; readonly words: readonly Word[] } {
  const words: Word[] = [];
  const marked = mapped(value, (one) => (isWord(one) ? `${begin}${words.push(one) - 1}x` : one)) as T;
  return { marked, words };
}

/** The shape of a text that was written from marks; `undefined` where not each of them is in it once. */
export function shapeOf(text: string, marks: number): Shape | undefined {
  const parts = text.split(mark);
  const pieces = parts.filter((_part, index) => index % 2 === 0);
  const order = parts.filter((_part, index) => index % 2 === 1).map(Number);
  const each = new Set(order);
  const sound = order.length === marks && each.size === marks && order.every((number) => number < marks);
  return sound ? { text, pieces, order } : undefined;
}

/** A text that was made from a shape. */
export interface Worded {
  readonly shape: Shape;
  readonly words: readonly Word[];
}

/** Texts that were made lately, so that who reads them knows their shapes. */
const made = new Recent<string, Worded>(100);

/** The text of a shape with these words. */
export function withWords(shape: Shape, words: readonly Word[]): string {
  let text = shape.pieces[0] ?? "";
  for (let index = 0; index < shape.order.length; index++)
    text += String(words[shape.order[index] ?? 0]) + (shape.pieces[index + 1] ?? "");
  made.set(text, { shape, words });
  return text;
}

/** The shape and the words of a text that was made from a shape lately. */
export function wordedOf(text: string): Worded | undefined {
  return made.get(text);
}

/** What a text says, from what its shape says. */
export function saidWith<T>(said: T, words: readonly Word[]): T {
  return mapped(said as Value, (one) => {
    if (typeof one !== "string" || !one.startsWith(begin)) return one;
    const [, number] = mark.exec(one) ?? [];
    return number === undefined ? one : words[Number(number)];
  }) as T;
}

/** A value with every scalar replaced; parts in which nothing changes are the same objects. */
function mapped(value: Value, change: (scalar: Value) => Value): Value {
  if (typeof value !== "object" || value === null) return change(value);
  if (isList(value)) {
    let list: Value[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const changed = mapped(value[index], change);
      if (changed !== value[index]) (list ??= [...value])[index] = changed;
    }
    return list ?? value;
  }
  let record: Record<string, Value> | undefined;
  for (const key of Object.keys(value)) {
    const changed = mapped(value[key], change);
    if (changed !== value[key]) (record ??= { ...value })[key] = changed;
  }
  return record ?? value;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
