import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { hiddenValues, shownValue, wireMarks } from "../../../automation/plan";

describe("automation/plan/values", () => {
  it("names what is not shown", () => {
    const mark = (kind: string): unknown => ({ [wireMarks.key]: kind, path: "/x" });
    const given = { a: mark(wireMarks.asset), b: [mark(wireMarks.archive)], c: null, d: mark("new"), e: 1 };
    assert.deepEqual(shownValue(given), { a: "[asset]", b: ["[archive]"], c: null, d: "[secret]", e: 1 });
    assert.deepEqual(hiddenValues(given), { unknown: 0, secret: 1 });
  });

  it("has the marks of the installed SDK", () => {
    const rpc = createRequire(__filename)("@pulumi/pulumi/runtime/rpc") as Record<string, string>;
    assert.deepEqual(wireMarks, {
      unknown: rpc["unknownValue"],
      key: rpc["specialSigKey"],
      secret: rpc["specialSecretSig"],
      asset: rpc["specialAssetSig"],
      archive: rpc["specialArchiveSig"],
    });
  });
});
