import assert from "node:assert/strict";
import { readType } from "./type-expression";

const string = { kind: "string" } as const;

describe("test/aws-stand-in/type-expression", () => {
  const forms: Readonly<Record<string, unknown>> = {
    "pulumi.Input<string | undefined>": string,
    "pulumi.Output<number>": { kind: "number" },
    "pulumi.Input<pulumi.Input<inputs.ec2.Ebs>[] | undefined>": {
      kind: "list",
      items: { kind: "object", shape: "ec2.Ebs" },
    },
    "string[][]": { kind: "list", items: { kind: "list", items: string } },
    "pulumi.Input<{\n        [key: string]: pulumi.Input<string>;\n    } | undefined>": {
      kind: "map",
      items: string,
    },
    "pulumi.Input<string | inputs.iam.PolicyDocument>": { kind: "document" },
    "pulumi.Input<string | Role>": string,
    "pulumi.Input<string | enums.ec2.Tenancy | undefined>": string,
    "pulumi.Input<string | pulumi.Input<string>[]>": {
      kind: "union",
      members: [string, { kind: "list", items: string }],
    },
    "pulumi.asset.Asset | pulumi.asset.Archive": {
      kind: "union",
      members: [{ kind: "any" }, { kind: "any" }],
    },
    '"one" | "other"': string,
  };
  for (const [text, type] of Object.entries(forms)) {
    it(`reads ${text.replace(/\s+/g, " ")}`, () => assert.deepEqual(readType(text), type));
  }

  it("refuses what it does not know", () => {
    assert.throws(() => readType("Map<string, number>"), /cannot read the type/);
    assert.throws(() => readType("(string)"), /cannot read the type/);
  });
});
