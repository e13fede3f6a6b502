import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import { renderCluster } from "../../../cli/render/cluster";
import { providerIds } from "../../../cli/render/providers";
import { readTree } from "../../../cli/render/proofs/objects";
import { saidWith, shapeOf, withMarks, wordedOf, withWords } from "../../../cli/render/shapes";
import { fillTemplate, fillTemplateAnew, toYaml, toYamlAnew } from "../../../cli/render/template";
import type { TemplateValue } from "../../../cli/render/template";
import { recipeIds } from "../../../model/fleet/recipes";
import { sampleRequest } from "./samples";

/** Texts around the border between what is a word and what means something else to a reader of YAML. */
const word = fc.oneof(
  fc.constantFrom(
    "on",
    "No",
    "y",
    "null",
    "TRUE",
    "1e3",
    "0x1f",
    "0o7",
    ".inf",
    "nan",
    "inf",
    "=",
    "<<",
    "~",
    "a:",
    "a b",
  ),
  fc.constantFrom(
    "plinthsMark0x",
    "plinthsMark",
    "a-plinthsMark1x",
    "1_000",
    "1:30",
    "2001-01-01",
    "v1.35",
    "1.35",
    "-",
    "a.b",
  ),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,80}$/),
  fc.string({ unit: "grapheme" }),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const { value } = fc.letrec<{ value: TemplateValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    number,
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(word, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const template = {
  path: "a.yaml",
  text: 'a: ${A}\nb:\n  - ${B}\n  - c: ${A} # why\n    d: no\ne: ["${A}", "${B}"]\nf: {g: "${A}"}\nh: "x-${C}-y"\ni: ${C}/24\n---\n${B}\n',
};

describe("cli/render/shapes", () => {
  it("fills a template as the document writes it, whatever the values", () => {
    fc.assert(
      fc.property(value, value, word, (A, B, C) => {
        const given = { A, B, C };
        assert.equal(fillTemplate(template, given).text, fillTemplateAnew(template, given));
      }),
      { numRuns: 1000 },
    );
  });

  it("writes a value as the document writes it, whatever it is", () => {
    fc.assert(
      fc.property(value, (given) => assert.equal(toYaml(given), toYamlAnew(given))),
      { numRuns: 1000 },
    );
  });

  it("reads what a text says, whatever the values", () => {
    fc.assert(
      fc.property(value, value, (A, B) => {
        const object = { apiVersion: "v1", kind: "Kind", metadata: { name: "one" }, A, B };
        const text = toYaml(object);
        const [read] = readTree(new Map([["a.yaml", text]])).objects;
        // A text that no reader has seen before, as no shape is known of it.
        const [anew] = readTree(new Map([["a.yaml", `${text}\n`]])).objects;
        assert.ok(read !== undefined);
        assert.deepEqual(read.value, parse(text));
        assert.deepEqual(read.value, anew?.value);
        for (const path of [[], ["A"], ["B"], ["B", 0], ["A", "a"]])
          assert.equal(read.line(path), anew?.line(path));
      }),
      { numRuns: 1000 },
    );
  });

  for (const id of providerIds)
    it(`reads every file of a cluster on ${id} as it is written`, () => {
      const given = fc.record({
        name: fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/),
        namespace: fc.constantFrom("clusters", "on", "1e3", "0x1f", "n"),
        workers: fc.integer({ min: 1, max: 30 }),
        cpu: fc.constantFrom(1, 4, 64),
        kubernetes: fc.constantFrom("1.34", "1.35"),
        recipes: fc.subarray([...recipeIds]),
      });
      fc.assert(
        fc.property(given, (values) => {
          const tree = renderCluster(sampleRequest(id, values));
          const objects = [...tree]
            .filter(([path]) => path.endsWith(".yaml"))
            .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as unknown));
          assert.deepEqual(
            readTree(tree).objects.map((object) => object.value),
            objects,
          );
          const worded = [...tree.values()].filter((text) => wordedOf(text) !== undefined);
          assert.ok(worded.length > 5, "nothing was made from a shape");
        }),
        { numRuns: 25 },
      );
    });

  it("has no shape for a text in which a mark is missing, or stands twice", () => {
    const { marked, words } = withMarks(["one", "two words", 3]);
    assert.deepEqual(words, ["one", 3]);
    const [first, second, third] = marked;
    assert.equal(second, "two words");
    const text = `${String(first)} and ${String(third)}`;
    const shape = shapeOf(text, 2);
    assert.ok(shape !== undefined);
    assert.equal(withWords(shape, words), "one and 3");
    assert.equal(shapeOf(`${String(first)} and`, 2), undefined);
    assert.equal(shapeOf(`${text} and ${String(first)}`, 2), undefined);
    assert.equal(shapeOf(text, 1), undefined);
  });

  it("gives each word back with its type", () => {
    const { marked, words } = withMarks({ a: "one", b: [2, "3", true] });
    assert.deepEqual(saidWith(marked, words), { a: "one", b: [2, "3", true] });
  });
});
