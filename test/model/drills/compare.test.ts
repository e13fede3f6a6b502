import assert from "node:assert/strict";
import { differences, normalised } from "../../../model/drills/compare";
import { drillObjects } from "../../../model/drills/restore";
import type { ReadObject } from "../../../model/k8s/objects";

const objects = drillObjects({ id: "a1", text: "known", volumes: true });

/** What a cluster says of an object beside what it was told. */
function lived(object: ReadObject, life: number): ReadObject {
  const spec = object["spec"] as object | undefined;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, "velero.io/restore-name": `restore-${String(life)}` },
      uid: `uid-${String(life)}`,
      resourceVersion: String(life),
      creationTimestamp: `2026-01-0${String(life)}T00:00:00Z`,
      annotations: { "deployment.kubernetes.io/revision": String(life) },
      managedFields: [{ manager: String(life) }],
    },
    ...(spec && {
      spec: { ...spec, ...(object.kind === "Service" && { clusterIP: `10.0.0.${String(life)}` }) },
    }),
    status: { life },
  };
}

const lives = (life: number): ReadObject[] => objects.map((object) => lived(object, life));

describe("model/drills/compare", () => {
  it("sees no difference in what a cluster says of objects itself", () => {
    assert.deepEqual(differences(lives(1), lives(2)), []);
    assert.deepEqual(normalised(lived(objects[0] as ReadObject, 1)).metadata, {
      name: "known",
      namespace: "plinth-drill-a1",
      labels: { "plinth.dev/drill": "a1" },
    });
  });

  for (const [index, { kind }] of objects.entries())
    it(`sees that a ${kind} is lost, and that one is new`, () => {
      const rest = lives(2).filter((_object, other) => other !== index);
      const object = `${kind} known`;
      assert.deepEqual(differences(lives(1), rest), [
        { object, path: "", before: "there", after: undefined },
      ]);
      assert.deepEqual(differences(rest, lives(1)), [
        { object, path: "", before: undefined, after: "there" },
      ]);
    });

  it("leaves out the ConfigMap that a cluster puts into every namespace", () => {
    const own = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kube-root-ca.crt" }, data: {} };
    assert.deepEqual(differences(lives(1), [...lives(2), own]), []);
  });

  it("names the field that differs, with what was there and what is", () => {
    const changed = lives(2).map((object) =>
      object.kind === "Deployment"
        ? { ...object, spec: { ...(object["spec"] as object), replicas: 3 } }
        : object,
    );
    assert.deepEqual(differences(lives(1), changed), [
      { object: "Deployment known", path: "spec.replicas", before: "1", after: "3" },
    ]);
  });

  it("shows a long value short, and of a Secret nothing", () => {
    const with_ = (kind: string, data: object): ReadObject[] => [
      { apiVersion: "v1", kind, metadata: { name: "known" }, data },
    ];
    const long = "x".repeat(500);
    const [map] = differences(with_("ConfigMap", { text: long }), with_("ConfigMap", {}));
    assert.ok((map?.before ?? "").length < 100);
    assert.equal(map?.after, undefined);
    assert.deepEqual(differences(with_("Secret", { text: "a" }), with_("Secret", { text: "b" })), [
      { object: "Secret known", path: "data.text", before: "[secret]", after: "[secret]" },
    ]);
  });
});
