import assert from "node:assert/strict";
import {
  isUpstreamUrl,
  llmdEndpoint,
  REGISTRY,
  routerImageIn,
  routerName,
  routerTag,
  upstreamEgress,
} from "../../../model/k8s/router";
import { images } from "../../../model/versions";

describe("model/k8s/router", () => {
  it("names the image as it is built, and the same one in a registry", () => {
    assert.equal(`${routerName}:${routerTag}`, images.router.built);
    assert.equal(routerImageIn("registry.example.com:5000/a/b"), "registry.example.com:5000/a/b/router");
  });

  for (const [text, sound] of [
    ["registry.example.com/plinth", true],
    ["registry.example.com", true],
    ["localhost:5000", true],
    ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/plinth", true],
    ["registry.example.com:5000/team_a/plinth.x", true],
    ["plinth", false],
    ["registry.example.com/", false],
    ["registry.example.com/a//b", false],
    ["registry.example.com/Plinth", false],
    ["registry.example.com:0/plinth", false],
    ["https://registry.example.com", false],
    ["registry.example.com/plinth:1", false],
    ["registry.example.com/plinth@sha256", false],
    [`registry.example.com/${"a".repeat(200)}`, false],
  ] as const)
    it(`${sound ? "takes" : "refuses"} the registry ${text.slice(0, 60)}`, () =>
      assert.equal(REGISTRY.test(text), sound));

  it("knows the base URL of an API", () => {
    for (const url of [llmdEndpoint, "https://models.example.com/v1", "http://[::1]:8000"])
      assert.ok(isUpstreamUrl(url), url);
    for (const url of [
      "models.example.com",
      "http://a@b/v1",
      "http://a/v1?x=1",
      "http://a:99999/",
      "http://a#b",
    ])
      assert.ok(!isUpstreamUrl(url), url);
  });

  it("opens the way to llm-d's router on its port alone", () => {
    assert.deepEqual(upstreamEgress(llmdEndpoint), [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "llm" } },
            podSelector: { matchLabels: { "llm-d-router-gateway": "llm-d-router-epp" } },
          },
        ],
        ports: [{ port: 8081, protocol: "TCP" }],
      },
    ]);
  });

  for (const [url, port] of [
    ["https://models.example.com/v1", 443],
    ["http://models.example.com/v1", 80],
    ["https://models.example.com:8443/v1", 8443],
    ["http://10.0.0.5:11434/v1", 11434],
  ] as const)
    it(`opens the way to ${url} on its port, and never to a cloud's metadata`, () => {
      const [rule, ...more] = upstreamEgress(url);
      assert.deepEqual(more, []);
      assert.deepEqual(rule?.ports, [{ port, protocol: "TCP" }]);
      assert.ok(rule.to.every(({ ipBlock }) => (ipBlock?.except.length ?? 0) > 0));
      assert.match(JSON.stringify(rule.to), /169\.254\.0\.0\/16/);
    });
});
