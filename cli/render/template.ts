/**
 * Templates: YAML files in which `${VAR}` stands for a value.
 *
 * A template is parsed before anything is put in, and values take the place of scalars of the parsed document. So a
 * value can never become structure: whatever it holds, it stays the scalar, the list or the object that it is.
 */

import { Document, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from "yaml";
import type { Node, Scalar } from "yaml";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import { Recent } from "./recent";
import { saidWith, shapeOf, withMarks, withWords } from "./shapes";
import type { Shape } from "./shapes";

/** What a variable can stand for. */
export type TemplateValue =
  string | number | boolean | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

/** Variables by name. A text may stand inside of a longer text; anything else only alone. */
export type Variables = Readonly<Record<string, TemplateValue>>;

/** One template: its path, for messages, and its text. */
export interface Template {
  readonly path: string;
  readonly text: string;
}

/** A template with its values, and the names of the variables that it used. */
export interface Filled {
  readonly text: string;
  readonly used: ReadonlySet<string>;
}

/** Long texts stay on one line: where a line is folded, readers do not agree on what it says. */
const written = {
  directives: false,
  lineWidth: 0,
  indentSeq: true,
  doubleQuotedAsJSON: true,
} as const;
/** What readers of YAML 1.1, such as kubectl, take for no text is quoted. */
const reading = { compat: "yaml-1.1", version: "1.2" } as const;

/** No anchors: every place has its own copy. */
const created = { aliasDuplicateObjects: false } as const;

const variable = /\$\{([A-Z][A-Z0-9_]*)\}/g;
const alone = /^\$\{([A-Z][A-Z0-9_]*)\}$/;

/** A scalar in which a value is put, and how something is put in its place. */
interface Slot {
  readonly scalar: Scalar;
  /** The variable that stands there alone. */
  readonly only: string | undefined;
  /** Texts and names of variables by turns, where the scalar is not just one variable. */
  readonly parts: readonly string[];
  readonly put: (node: Node) => void;
}

interface Parsed {
  readonly documents: readonly { readonly document: Document; readonly slots: readonly Slot[] }[];
  readonly lines: LineCounter;
  /** Names of the variables that it uses. */
  readonly used: ReadonlySet<string>;
  /** Shapes of its text, by the values with marks; `null` where a text has none. */
  readonly texts: Recent<string, Shape | null>;
  /** What it says as data, by the values with marks. */
  readonly said: Recent<string, TemplateValue>;
}

/** Templates are few and clusters many, so each text is parsed once. */
const parsed = new Map<string, Parsed>();

/** Shapes of one template that are kept: more than the machines and versions that clusters of one kind differ in. */
const MOST_SHAPES = 500;

/**
 * Puts the values into a template.
 *
 * @throws PlinthError `render-template-invalid` where the template is no YAML, uses a variable that is not defined,
 *   has one inside of a text that is not text itself, or has one in a key.
 */
export function fillTemplate(template: Template, variables: Variables): Filled {
  const read = parse(template);
  const values = valuesOf(template, read, variables);
  const { marked, words } = withMarks(values);
  const make = (): Shape | null => shapeOf(textOf(read, marked), words.length) ?? null;
  const shape = read.texts.getOrMake(JSON.stringify(marked), make);
  return { text: shape === null ? textOf(read, values) : withWords(shape, words), used: read.used };
}

/** As `fillTemplate`, written anew from the document; what that one writes must be the same. */
export function fillTemplateAnew(template: Template, variables: Variables): string {
  const read = parse(template);
  return textOf(read, valuesOf(template, read, variables));
}

/** A template of one document, filled, as data instead of text. */
export function fillValue(
  template: Template,
  variables: Variables,
): Pick<Filled, "used"> & { readonly value: TemplateValue } {
  const read = parse(template);
  const { marked, words } = withMarks(valuesOf(template, read, variables));
  const said = read.said.getOrMake(JSON.stringify(marked), () => {
    const [value] = withValues(read, marked, (document) => document.toJS() as TemplateValue);
    return value ?? {};
  });
  return { value: saidWith(said, words), used: read.used };
}

function textOf(read: Parsed, values: readonly TemplateValue[]): string {
  return withValues(read, values, write).join("---\n");
}

/** The values of all slots, in their order. */
function valuesOf(
  template: Template,
  { documents, lines }: Parsed,
  variables: Variables,
): readonly TemplateValue[] {
  const problem: Problem = (scalar, message) =>
    templateError(template.path, lines.linePos(scalar.range?.[0] ?? 0).line, message);
  return documents.flatMap(({ slots }) => slots.map((slot) => fill(slot, variables, problem)));
}

/**
 * Fills the documents of a template, hands each to `use`, and empties it again: a copy of a document costs more than
 * writing it.
 */
function withValues<T>(
  { documents }: Parsed,
  values: readonly TemplateValue[],
  use: (document: Document) => T,
): readonly T[] {
  let next = 0;
  return documents.map(({ document, slots }) => {
    try {
      for (const { put } of slots) put(quoted(document.createNode(values[next++], created)));
      return use(document);
    } finally {
      for (const { scalar, put } of slots) put(scalar);
    }
  });
}

/** Finds the scalars in which values are put. */
function slotsOf(document: Document, problem: Problem): readonly Slot[] {
  const slots: Slot[] = [];
  visit(document, {
    Scalar: (key, scalar, path) => {
      if (typeof scalar.value !== "string" || !scalar.value.includes("${")) return;
      if (key === "key")
        throw problem(scalar, `The key '${scalar.value}' holds a variable; only values may.`);
      const parent = path.at(-1);
      slots.push({
        scalar,
        only: alone.exec(scalar.value)?.[1],
        parts: scalar.value.split(variable),
        put: (node) => {
          if (isPair(parent)) parent.value = node;
          else if (isSeq(parent)) parent.items[Number(key)] = node;
          else document.contents = node;
        },
      });
    },
  });
  return slots;
}

/** The names of all variables that a template uses. */
export function variablesOf(template: Template): ReadonlySet<string> {
  return parse(template).used;
}

/** An error of a template, with its place. */
export function templateError(path: string, line: number, message: string): PlinthError {
  return new PlinthError("render-template-invalid", `${path}:${line}: ${message}`);
}

/** Shapes of values that were written, by the values with marks. */
const shapes = new Recent<string, Shape | null>(MOST_SHAPES);

/** A value as YAML, written as templates are. */
export function toYaml(value: TemplateValue): string {
  const { marked, words } = withMarks(value);
  const make = (): Shape | null => shapeOf(toYamlAnew(marked), words.length) ?? null;
  const shape = shapes.getOrMake(JSON.stringify(marked), make);
  return shape === null ? toYamlAnew(value) : withWords(shape, words);
}

/** As `toYaml`, written anew; what that one writes must be the same. */
export function toYamlAnew(value: TemplateValue): string {
  const document = new Document(null, reading);
  document.contents = quoted(document.createNode(value, created));
  return write(document);
}

/** Lines that a block can hold as they are: printable, none of them ending in a space. */
const block = /^(?! )(?:[\x20-\x7e]*[\x21-\x7e]\n|\n)*[\x20-\x7e]*[\x21-\x7e]\n$/;
/** Text that can stand on one line; where it would be taken for something else, the writer quotes it. */
const line = /^[\x20-\x7e]*$/;

/** Says how texts are written: as a block or plain where nothing can be misread, else in double quotes. */
function quoted<T extends Node>(node: T): T {
  if (isScalar(node)) quote(node);
  else visit(node, { Scalar: (key, scalar) => quote(scalar, key === "key") });
  return node;
}

function quote(scalar: Scalar, isKey = false): void {
  if (typeof scalar.value !== "string") return;
  if (!isKey && block.test(scalar.value)) scalar.type = "BLOCK_LITERAL";
  else if (!line.test(scalar.value)) scalar.type = "QUOTE_DOUBLE";
}

/** Line breaks and marks of YAML 1.1 that JSON leaves as they are; they stand in double quotes only. */
const unprintable = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

function write(document: Document): string {
  return document
    .toString(written)
    .replaceAll(unprintable, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

type Problem = (node: Scalar, message: string) => PlinthError;

function fill({ scalar, only, parts }: Slot, variables: Variables, problem: Problem): TemplateValue {
  const text = scalar.value as string;
  const lookUp = (name: string): TemplateValue => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) return value;
    const suggestion = nearest(name, Object.keys(variables));
    const hint = suggestion === undefined ? "" : ` Did you mean \${${suggestion}}?`;
    throw problem(scalar, `The variable \${${name}} is not defined.${hint}`);
  };
  if (only !== undefined) return lookUp(only);
  if (parts.some((part, index) => index % 2 === 0 && part.includes("${")))
    throw problem(
      scalar,
      `'${text}' has a \${ that begins no variable; variables are like \${CLUSTER_NAME}.`,
    );
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return part;
      const value = lookUp(part);
      if (typeof value === "string") return value;
      throw problem(scalar, `The variable \${${part}} is no text, so it cannot stand inside of '${text}'.`);
    })
    .join("");
}

function parse(template: Template): Parsed {
  const known = parsed.get(template.text);
  if (known !== undefined) return known;
  const lines = new LineCounter();
  const documents = parseAllDocuments(template.text, { ...reading, lineCounter: lines });
  const all = Array.isArray(documents) ? documents : [];
  for (const { errors } of all) {
    const [error] = errors;
    if (error !== undefined)
      throw templateError(template.path, lines.linePos(error.pos[0]).line, `It is no YAML: ${error.code}.`);
  }
  const contents = all.filter(({ contents }) => !isScalar(contents) || contents.value !== null);
  const problem: Problem = (scalar, message) =>
    templateError(template.path, lines.linePos(scalar.range?.[0] ?? 0).line, message);
  const filled = contents.map((one) => {
    const document = one as Document;
    return { document, slots: slotsOf(document, problem) };
  });
  const names = filled.flatMap(({ slots }) =>
    slots.flatMap(({ parts }) => parts.filter((_part, index) => index % 2 === 1)),
  );
  const result = {
    documents: filled,
    lines,
    used: new Set(names),
    texts: new Recent<string, Shape | null>(MOST_SHAPES),
    said: new Recent<string, TemplateValue>(MOST_SHAPES),
  };
  parsed.set(template.text, result);
  return result;
}
