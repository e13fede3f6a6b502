import assert from "node:assert/strict";

import { Breaker } from "../../src/routing/breaker.ts";

describe("routing/breaker", () => {
  let time = 0;
  let breaker: Breaker;
  beforeEach(() => {
    time = 1000;
    breaker = new Breaker({ allowedFails: 2, cooldownMs: 100 }, () => time);
  });

  function fail(times: number): void {
    for (let i = 0; i < times; i++) {
      breaker.begin();
      breaker.failed();
    }
  }

  it("stays closed while failures are fewer than allowed, and forgets them with a success", () => {
    fail(1);
    breaker.succeeded();
    fail(1);
    assert.equal(breaker.state, "closed");
  });

  it("opens with the last failure that is allowed, and lets nothing through", () => {
    fail(2);
    assert.equal(breaker.state, "open");
    assert.equal(breaker.lets, false);
  });

  it("lets exactly one request try after the cool-down", () => {
    fail(2);
    time += 100;
    assert.equal(breaker.state, "half-open");
    assert.equal(breaker.lets, true);
    breaker.begin();
    assert.equal(breaker.lets, false);
  });

  it("closes when that one succeeds, and opens again when it fails", () => {
    fail(2);
    time += 100;
    breaker.begin();
    breaker.failed();
    assert.equal(breaker.state, "open");
    time += 100;
    breaker.begin();
    breaker.succeeded();
    assert.equal(breaker.state, "closed");
  });

  it("lets another one try when the first ended in a way that says nothing", () => {
    fail(2);
    time += 100;
    breaker.begin();
    breaker.abandoned();
    assert.equal(breaker.lets, true);
  });

  it("keeps away for as long as the upstream asks", () => {
    breaker.holdFor(5000);
    time += 4999;
    assert.equal(breaker.lets, false);
    time += 1;
    assert.equal(breaker.lets, true);
  });
});
