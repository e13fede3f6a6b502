import assert from "node:assert/strict";
import { madeOnce } from "../../../model/k8s/generated-secrets";

describe("model/k8s/generated-secrets", () => {
  const data = { password: "{{ .password }}" };

  it("has External Secrets leave alone what somebody edits or deletes, and what Velero brings back", () => {
    assert.deepEqual(madeOnce("name", data), {
      refreshPolicy: "CreatedOnce",
      target: { name: "name", creationPolicy: "Orphan", immutable: true, template: { data } },
    });
  });

  it("has another made where the Secret is deleted, and never over one that is there", () => {
    assert.deepEqual(madeOnce("name", data, "is-made-anew"), {
      refreshPolicy: "CreatedOnce",
      target: { name: "name", immutable: true, template: { data } },
    });
  });
});
