import assert from "node:assert/strict";
import { stackState, stackStateObjects } from "../../../../model/k8s/sso/stack-state";
import { scope } from "../../../helpers/eks-scope";

describe("model/k8s/sso/stack-state", () => {
  it("logs in to the stack's own servers, each with a password of its own", () => {
    const { postgres, redis } = stackState(scope, { postgres: "postgres", redis: "valkey" });
    assert.deepEqual([postgres.host, postgres.username], ["postgres", "plinth_authelia"]);
    assert.deepEqual([redis.host, redis.username], ["valkey", "plinth-authelia"]);
    assert.notEqual(postgres.passwordKey, redis.passwordKey);
    // Apart from the router, whose user could see the sessions' names.
    assert.equal(redis.database, 1);
    const { spec } = stackStateObjects(scope)["passwords"] as unknown as {
      readonly spec: { readonly refreshPolicy: string; readonly target: object };
    };
    assert.equal(spec.refreshPolicy, "CreatedOnce");
    // Deleted, it is made anew: that is how the passwords are changed. One that Velero brought back is left alone.
    assert.deepEqual(spec.target, {
      name: "sso-state",
      immutable: true,
      template: { data: { postgres: "{{ .postgres }}", redis: "{{ .redis }}" } },
    });
  });
});
