import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { OutputShapes, parseShape } from "../../../../automation/plan/child/output-shapes";
import { Wire } from "../../../../automation/plan/child/wire";
import { repository } from "../../../helpers/stack";

const rpc = createRequire(__filename)("@pulumi/pulumi/runtime/rpc") as ConstructorParameters<typeof Wire>[0];
const wire = new Wire(rpc, "[secret]");
const { unknown } = wire;

describe("automation/plan/child/output-shapes", () => {
  const shapes = new OutputShapes(wire, repository);

  it("reads the members of an interface, in the namespace that is named", () => {
    const text =
      "export interface Thing {\n    /**\n     * a: string\n     */\n    a: string;\n}\n" +
      "export declare namespace one {\n    interface Thing {\n        b?: outputs.two.Other[];\n        c: string;\n    }\n}\n" +
      "export declare namespace two {\n    interface Thing {\n        d: boolean;\n    }\n}\n";
    assert.deepEqual([...parseShape(text, "Thing")], [["a", { always: true, shape: undefined }]]);
    assert.deepEqual(
      [...parseShape(text, "one.Thing")],
      [
        ["b", { always: false, shape: "two.Other" }],
        ["c", { always: true, shape: undefined }],
      ],
    );
    assert.deepEqual([...parseShape(text, "two.Thing").keys()], ["d"]);
    assert.equal(parseShape(text, "two.Missing").size, 0);
  });

  it("adds what is always there, at any depth, and leaves the rest as it was given", () => {
    const given = {
      name: "given",
      rootBlockDevice: { volumeSize: 20 },
      ebsBlockDevices: [{ deviceName: "/dev/xvdb" }, wire.secret({ deviceName: "hidden" })],
      tags: { Name: "x" },
    };
    const completed = shapes.complete("aws:ec2/instance:Instance", given);
    const { rootBlockDevice, ebsBlockDevices, ...rest } = completed as {
      rootBlockDevice: Record<string, unknown>;
      ebsBlockDevices: Record<string, unknown>[];
    };
    assert.deepEqual(rest, { name: "given", tags: { Name: "x" } });
    assert.equal(rootBlockDevice["volumeSize"], 20);
    assert.equal(rootBlockDevice["volumeId"], unknown);
    assert.equal(ebsBlockDevices[0]?.["volumeId"], unknown);
    assert.deepEqual(ebsBlockDevices[1], wire.secret({ deviceName: "hidden" }));
    assert.ok(!("deleteOnTermination" in rootBlockDevice), "what may be missing stays missing");
  });

  it("knows of Kubernetes what it fills in", () => {
    const { metadata } = shapes.complete("kubernetes:core/v1:Namespace", { metadata: { name: "apps" } });
    const { name, uid } = metadata as Record<string, unknown>;
    assert.deepEqual([name, uid], ["apps", unknown]);
  });

  it("leaves alone what it has no types of", () => {
    const outputs = { inner: { a: 1 } };
    assert.deepEqual(shapes.complete("unheard:of/thing:Thing", outputs), outputs);
    assert.deepEqual(shapes.complete("aws:unheard/of:Of", outputs), outputs);
  });
});
