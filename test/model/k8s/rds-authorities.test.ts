import assert from "node:assert/strict";
import { authoritiesUrl } from "../../../model/k8s/rds-authorities";

describe("model/k8s/rds-authorities", () => {
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
