import assert from "node:assert/strict";
import { authoritiesUrl, stackState, stackStateObjects } from "../../../../model/k8s/sso/stack-state";
import { scope } from "../../../helpers/eks-scope";

describe("model/k8s/sso/stack-state", () => {
  it("logs in to the stack's own servers, each with a password of its own", () => {
    const { postgres, redis } = stackState(scope, { postgres: "postgres", redis: "valkey" });
    assert.deepEqual([postgres.host, postgres.username], ["postgres", "plinth_authelia"]);
    assert.deepEqual([redis.host, redis.username], ["valkey", "plinth-authelia"]);
    assert.notEqual(postgres.passwordKey, redis.passwordKey);
    const { spec } = stackStateObjects(scope)["passwords"] as unknown as {
      readonly spec: { readonly refreshPolicy: string; readonly target: { readonly template: object } };
    };
    assert.equal(spec.refreshPolicy, "CreatedOnce");
    assert.deepEqual(spec.target.template, {
      data: { postgres: "{{ .postgres }}", redis: "{{ .redis }}" },
    });
  });

  it("fetches the authorities of the region from AWS, in every partition", () => {
    const url = (partition: string, region: string) => authoritiesUrl({ partition, region });
    assert.equal(
      url("aws", "us-east-2"),
      "https://truststore.pki.rds.amazonaws.com/us-east-2/us-east-2-bundle.pem",
    );
    assert.match(url("aws-us-gov", "us-gov-east-1"), /^https:\/\/truststore.pki.us-gov-west-1.rds/);
    assert.match(url("aws-cn", "cn-north-1"), /amazonaws.com.cn\/cn-north-1\/cn-north-1-bundle.pem$/);
  });
});
