import assert from "node:assert/strict";
import { domainFault } from "../../../model/k8s/domain";

const label63 = "a".repeat(63);

describe("model/k8s/domain", () => {
  for (const domain of [
    "example.com",
    "a.b",
    "plinth.team-a.example.org",
    "xn--bcher-kva.example",
    `${label63}.org`,
  ])
    it(`takes ${domain}`, () => assert.equal(domainFault(domain), undefined));

  for (const [domain, fault] of [
    ["https://example.com", /URL/],
    ["10.0.0.1", /IP address/],
    ["2001:db8::1", /IP address/],
    ["[2001:db8::1]", /IP address/],
    ["*.example.com", /wildcard/],
    ["plinth", /single label/],
    ["localhost", /single label/],
    [`${"a.".repeat(120)}example`, /too long/],
    ["", /not a DNS domain/],
    ["example.com.", /not a DNS domain/],
    [".example.com", /not a DNS domain/],
    ["Example.com", /not a DNS domain/],
    ["example.com:443", /not a DNS domain/],
    ["example.com/path", /not a DNS domain/],
    ["-a.example.com", /not a DNS domain/],
    [`${label63}a.org`, /not a DNS domain/],
    ["10.0.0.256", /not a DNS domain/],
    ["example.com\n", /not a DNS domain/],
  ] as const)
    it(`refuses ${JSON.stringify(domain.slice(0, 40))}`, () =>
      assert.match(domainFault(domain) ?? "", fault));
});
