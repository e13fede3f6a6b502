import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { urnOf, urnOfProvider } from "../../../../automation/plan/child/urn";
import { Wire } from "../../../../automation/plan/child/wire";

const rpc = createRequire(__filename)("@pulumi/pulumi/runtime/rpc") as ConstructorParameters<typeof Wire>[0];
const wire = new Wire(rpc, "[encrypted]");
const { unknown } = wire;
const marked = (kind: string, parts: object): object => ({ [rpc.specialSigKey]: kind, ...parts });
const output = (parts: object): object => marked(rpc.specialOutputValueSig, parts);
const reference = (parts: object): object => marked(rpc.specialResourceSig, parts);

describe("automation/plan/child/wire", () => {
  it("puts an output's value in its place, and collects what it came from", () => {
    const found = new Set<string>();
    const given = {
      known: output({ value: { a: 1 }, dependencies: ["urn:a"] }),
      list: [output({ dependencies: ["urn:b", "urn:a"] })],
      hidden: output({ value: "x", secret: true }),
      nested: output({ value: output({ value: 2, dependencies: ["urn:c"] }) }),
      plain: [null, true, "text"],
    };
    assert.deepEqual(wire.lower(given, found), {
      known: { a: 1 },
      list: [unknown],
      hidden: wire.secret("x"),
      nested: 2,
      plain: [null, true, "text"],
    });
    assert.deepEqual([...found].sort(), ["urn:a", "urn:b", "urn:c"]);
  });

  it("makes text that holds an encrypted value an unknown secret", () => {
    assert.deepEqual(wire.lower({ url: "https://ann:[encrypted]@host" }), { url: wire.secret(unknown) });
    assert.deepEqual(wire.lower(output({ value: "[encrypted]", secret: true })), wire.secret(unknown));
  });

  it("gives a resource's id, or a component's URN, for a reference", () => {
    const given = { known: reference({ urn: "urn:a", id: "i-1" }), component: reference({ urn: "urn:b" }) };
    assert.deepEqual(wire.withoutReferences(given), { known: "i-1", component: "urn:b" });
    assert.deepEqual(wire.withoutReferences([reference({ urn: "urn:c", id: "" })]), [unknown]);
    assert.deepEqual(wire.withoutReferences(reference({ urn: "urn:d", id: unknown })), unknown);
  });

  it("hands transforms outputs for what is unknown or secret", () => {
    const asset = marked(rpc.specialSecretSig.replace("1", "2"), { path: "file" });
    assert.deepEqual(
      wire.raise({ a: unknown, b: [wire.secret("x")], c: wire.secret(unknown), d: 1, asset }),
      {
        a: output({}),
        b: [output({ value: "x", secret: true })],
        c: output({ secret: true }),
        d: 1,
        asset,
      },
    );
  });

  it("adds to an output what it came from", () => {
    assert.equal(wire.withDependencies("x", []), "x");
    assert.deepEqual(wire.withDependencies("x", ["urn:a"]), output({ value: "x", dependencies: ["urn:a"] }));
    assert.deepEqual(
      wire.withDependencies(output({ secret: true, dependencies: ["urn:a"] }), ["urn:a", "urn:b"]),
      output({ secret: true, dependencies: ["urn:a", "urn:b"] }),
    );
  });

  it("makes URNs as the engine does", () => {
    const stack = urnOf("dev", "own", "", "pulumi:pulumi:Stack", "own-dev");
    assert.equal(stack, "urn:pulumi:dev::own::pulumi:pulumi:Stack::own-dev");
    const group = urnOf("dev", "own", stack, "own:index:Group", "group");
    assert.equal(group, "urn:pulumi:dev::own::own:index:Group::group");
    const inner = urnOf("dev", "own", group, "own:index:Inner", "inner");
    assert.equal(
      urnOf("dev", "own", inner, "aws:s3/bucket:Bucket", "data"),
      "urn:pulumi:dev::own::own:index:Group$own:index:Inner$aws:s3/bucket:Bucket::data",
    );
    assert.equal(urnOfProvider(`${stack}::some-id`), stack);
  });
});
