import assert from "node:assert/strict";
import { reasonOf, refusalsOf } from "../../../automation/drills/velero";
import type { ReadObject } from "../../../model/k8s/objects";

describe("automation/drills/velero", () => {
  it("repeats Velero's reasons, or says where they stand", () => {
    assert.equal(
      reasonOf({ failureReason: "no bucket", validationErrors: ["no name."] }),
      "no bucket; no name",
    );
    assert.match(reasonOf({ errors: 1 }), /^1 error, which `kubectl .*` names$/);
    assert.match(reasonOf({ failureReason: "", errors: 2 }), /^2 errors, which `kubectl .*` names$/);
    assert.match(reasonOf({}), /^`kubectl .*` says why$/);
  });

  it("knows a refused request from one that is not answered", () => {
    const request = (status?: object): ReadObject => ({
      apiVersion: "velero.io/v1",
      kind: "DeleteBackupRequest",
      metadata: { name: "one" },
      ...(status !== undefined && { status }),
    });
    assert.deepEqual(refusalsOf(undefined), []);
    assert.deepEqual(refusalsOf(request()), []);
    assert.deepEqual(refusalsOf(request({ phase: "InProgress", errors: ["not yet"] })), []);
    assert.deepEqual(refusalsOf(request({ phase: "Processed" })), []);
    assert.deepEqual(refusalsOf(request({ phase: "Processed", errors: ["read-only"] })), ["read-only"]);
  });
});
