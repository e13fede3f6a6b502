import assert from "node:assert/strict";

import { toRouterError } from "../../src/upstream/failures.ts";
import { RouterError } from "../../src/errors.ts";

const ORIGIN = "http://ollama:11434";

function named(code: string): Error {
  return Object.assign(new Error("as the system says it"), { code });
}

describe("upstream/failures", () => {
  for (const [code, mapped, words] of [
    ["ECONNREFUSED", "upstream_unreachable", /nothing listens there/],
    ["ENOTFOUND", "upstream_unreachable", /its host name is unknown/],
    ["EHOSTUNREACH", "upstream_unreachable", /no network route/],
    ["SELF_SIGNED_CERT_IN_CHAIN", "upstream_unreachable", /NODE_EXTRA_CA_CERTS/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "upstream_unreachable", /TLS failed/],
    ["UND_ERR_CONNECT_TIMEOUT", "upstream_timeout", /no connection within 5 s/],
    ["UND_ERR_SOCKET", "upstream_connection_lost", /closed the connection/],
    ["ECONNRESET", "upstream_connection_lost", /closed the connection/],
    ["HPE_INVALID_CONSTANT", "upstream_invalid_response", /valid HTTP/],
    ["EWHATEVER", "upstream_connection_lost", /failed \(EWHATEVER\)/],
  ] as const) {
    it(`says ${code} as ${mapped}`, () => {
      const error = toRouterError(named(code), ORIGIN, 5000);
      assert.equal(error.code, mapped);
      assert.match(error.message, words);
      assert.ok(error.message.includes(ORIGIN));
      assert.equal((error.cause as NodeJS.ErrnoException).code, code);
    });
  }

  it("leaves an error of the router's own as it is", () => {
    const own = new RouterError("upstream_stalled", "Silence.");
    assert.equal(toRouterError(own, ORIGIN, 5000), own);
  });
});
