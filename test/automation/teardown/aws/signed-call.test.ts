import assert from "node:assert/strict";
import { elements, sign } from "../../../../automation/teardown/aws/signed-call";

describe("automation/teardown/aws/signed-call", () => {
  /** Keys and time of AWS's own examples. */
  const credentials = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  };
  const at = new Date("2015-08-30T12:36:00Z");

  it("signs as AWS's published test suite does (post-x-www-form-urlencoded)", () => {
    const headers = sign(
      {
        endpoint: { service: "service", region: "us-east-1", url: "https://example.amazonaws.com" },
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "Param1=value1",
      },
      credentials,
      at,
    );
    assert.equal(
      headers["authorization"],
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
        "SignedHeaders=content-type;host;x-amz-date, " +
        "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    );
    assert.equal(headers["x-amz-date"], "20150830T123600Z");
  });

  it("signs the token of a session too", () => {
    const request = {
      endpoint: { service: "sts", region: "eu-central-1", url: "https://sts.eu-central-1.amazonaws.com" },
      ...{ headers: {}, body: "" },
    };
    const headers = sign(request, { ...credentials, sessionToken: "token" }, at);
    assert.equal(headers["x-amz-security-token"], "token");
    assert.match(headers["authorization"] ?? "", /SignedHeaders=host;x-amz-date;x-amz-security-token/);
  });

  it("reads the texts of elements", () => {
    const xml = "<A><Name>one &amp; &lt;two&gt;</Name><Named>no</Named><Name>three</Name><Name/></A>";
    assert.deepEqual(elements(xml, "Name"), ["one & <two>", "three"]);
  });
});
