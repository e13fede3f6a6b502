import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import { fillTemplate, toYaml, variablesOf } from "../../../cli/render/template";
import type { TemplateValue, Variables } from "../../../cli/render/template";
import { isPlinthError } from "../../../model/errors";

const fill = (text: string, variables: Variables): string =>
  fillTemplate({ path: "a.yaml", text }, variables).text;

const refusal = (text: string, variables: Variables = {}): string => {
  try {
    fill(text, variables);
  } catch (error) {
    if (isPlinthError(error)) return error.message;
    throw error;
  }
  return "nothing was refused";
};

/** Texts that readers of YAML take for something else, or that end a scalar where they are pasted as text. */
const nasty = fc.constantFrom(
  "on",
  "no",
  "y",
  "~",
  "null",
  "1e3",
  "0123",
  "0x1f",
  "1_000",
  "1:30",
  "2001-01-01",
  ".inf",
  "=",
  "<<",
  "a: b",
  "a #b",
  "- a",
  "---",
  "...",
  "'",
  '"',
  "\n",
  "\r\n",
  "a\nb: c",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\t",
  " ",
  "${CLUSTER_NAME}",
  "{{ a }}",
  "&a",
  "*a",
  "!a",
  "%YAML 1.1",
  "|",
  ">",
  "?",
  "",
);
const text = fc.oneof(
  nasty,
  fc.string({ unit: "grapheme" }),
  fc.array(nasty).map((all) => all.join("")),
);
const { value } = fc.letrec<{ value: TemplateValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1 }), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("cli/render/template", () => {
  it("puts values in with their types", () => {
    const variables = { NAME: "prod", COUNT: 3, LIST: ["a"], OBJECT: { key: "on" } };
    const filled = fill(
      "# why\nname: ${NAME}-x\ncount: ${COUNT}\nlist: ${LIST}\nobject: ${OBJECT}\n",
      variables,
    );
    assert.equal(filled, '# why\nname: prod-x\ncount: 3\nlist:\n  - a\nobject:\n  key: "on"\n');
  });

  it("keeps documents apart, and leaves empty ones out", () => {
    assert.equal(fill("a: ${A}\n---\n---\nb: 2\n", { A: 1 }), "a: 1\n---\nb: 2\n");
  });

  it("says which variables it used", () => {
    const template = { path: "a.yaml", text: "a: ${A}\nb: x-${B}\n" };
    assert.deepEqual([...fillTemplate(template, { A: 1, B: "b", C: 2 }).used], ["A", "B"]);
    assert.deepEqual([...variablesOf(template)], ["A", "B"]);
  });

  it("names the place of what is wrong", () => {
    assert.equal(
      refusal("a: 1\nb: ${NAEM}\n", { NAME: "x" }),
      "a.yaml:2: The variable ${NAEM} is not defined. Did you mean ${NAME}?",
    );
    assert.equal(
      refusal("a: x-${N}\n", { N: 1 }),
      "a.yaml:1: The variable ${N} is no text, so it cannot stand inside of 'x-${N}'.",
    );
    assert.equal(
      refusal("${N}: 1\n", { N: "x" }),
      "a.yaml:1: The key '${N}' holds a variable; only values may.",
    );
    assert.equal(
      refusal("a: ${name}\n"),
      "a.yaml:1: '${name}' has a ${ that begins no variable; variables are like ${CLUSTER_NAME}.",
    );
    assert.equal(refusal("a: 1\na: 2\n"), "a.yaml:2: It is no YAML: DUPLICATE_KEY.");
    assert.match(refusal("a: ${toString}\n"), /begins no variable/);
  });

  it("never lets a value out of its scalar, for readers of YAML 1.2 and of 1.1", () => {
    const template = "a: ${V}\nb:\n  - ${V}\n  - {c: '${V}', d: e}\nf: g\n";
    fc.assert(
      fc.property(value, (V) => {
        const filled = fill(template, { V });
        for (const version of ["1.1", "1.2"] as const)
          assert.deepEqual(parse(filled, { version, merge: false }), {
            a: V,
            b: [V, { c: V, d: "e" }],
            f: "g",
          });
      }),
      { numRuns: 500 },
    );
  });

  it("never lets a text out of a longer text, nor out of a block", () => {
    const template = "a: x${V}y\nb: |\n  one ${V} two\n  three\nc: 'q ${V}'\n---\nd: ${V}\n";
    fc.assert(
      fc.property(text, (V) => {
        for (const version of ["1.1", "1.2"] as const) {
          const [first, second, ...more] = parseAllDocuments(fill(template, { V }), {
            version,
            merge: false,
          });
          assert.deepEqual(first?.toJS(), { a: `x${V}y`, b: `one ${V} two\nthree\n`, c: `q ${V}` });
          assert.deepEqual(second?.toJS(), { d: V });
          assert.equal(more.length, 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("writes any value so that it is read as the same", () => {
    fc.assert(
      fc.property(value, (any) => {
        assert.deepEqual(parse(toYaml(any), { version: "1.1", merge: false }), any);
      }),
    );
  });
});
