import assert from "node:assert/strict";
import { planDocument, planTree, wireMarks } from "../../../automation/plan";
import { planned, planOf } from "../../helpers/plans";

const secret = (value: unknown): unknown => ({ [wireMarks.key]: wireMarks.secret, value });
const source = (line: number): { source: { file: string; line: number } } => ({
  source: { file: "/program/parts/index.ts", line },
});
const store = planned("own:index:Store", "store", {}, { custom: false, remote: true, ...source(3) });
const bucket = planned(
  "aws:s3/bucket:Bucket",
  "data",
  { tags: { key: wireMarks.unknown, list: [secret("hunter2"), wireMarks.unknown] } },
  { parent: store.urn, protect: true, ...source(5) },
);
const other = planned("aws:s3/bucket:Bucket", "other", { bucket: "other" }, { parent: store.urn });
const last = planned("pulumi-nodejs:dynamic:Resource", "last", {
  __provider: "code with hunter2",
  text: "x",
});
const plan = {
  ...planOf("/program", store, bucket, other, last),
  unexpanded: [{ urn: store.urn, type: store.type, reason: "It is remote." }],
};

describe("automation/plan/tree", () => {
  it("shows names, types, positions, and how much is hidden", () => {
    assert.deepEqual(planTree(plan).split("\n"), [
      "plinth-test  pulumi:pulumi:Stack",
      "store        own:index:Store                 parts/index.ts:3  not expanded",
      "├─ data      aws:s3/bucket:Bucket            parts/index.ts:5  2 unknown, 1 secret, protected",
      "└─ other     aws:s3/bucket:Bucket",
      "last         pulumi-nodejs:dynamic:Resource",
    ]);
    assert.match(planTree(plan, "/program/parts"), / index\.ts:3 /);
  });

  it("draws the lines of what is below", () => {
    const inner = planned("own:index:Inner", "inner", {}, { parent: store.urn });
    const deep = planned("own:index:Deep", "deep", {}, { parent: inner.urn });
    const next = planned("own:index:Next", "next", {}, { parent: store.urn });
    const lines = planTree({ ...planOf("/program", store, inner, deep, next), unexpanded: [] }).split("\n");
    assert.deepEqual(
      lines.slice(2).map((line) => line.slice(0, 10).trimEnd()),
      ["├─ inner", "│  └─ deep", "└─ next"],
    );
  });

  it("is a document without secrets, code and unknown marks", () => {
    const document = planDocument(plan);
    const [, , data] = document.resources;
    assert.deepEqual(data?.inputs, { tags: { key: "[unknown]", list: ["[secret]", "[unknown]"] } });
    assert.deepEqual(document.resources.at(-1)?.inputs, { text: "x" });
    assert.ok(!document.resources.some((one) => "wire" in one));
    const text = JSON.stringify(document);
    assert.ok(!text.includes("hunter2") && !text.includes(wireMarks.unknown));
    assert.deepEqual([document.unexpanded, document.reads], [plan.unexpanded, []]);
  });
});
