import assert from "node:assert/strict";

import { wishOf } from "../../src/cache/wish.ts";
import { RouterError } from "../../src/errors.ts";

describe("cache/wish", () => {
  it("reads the router's own header, whatever its case", () => {
    for (const wish of ["on", "off", "refresh"] as const)
      assert.equal(wishOf({ "x-plinth-cache": ` ${wish.toUpperCase()}` }), wish);
    assert.equal(wishOf({}), undefined);
    assert.equal(wishOf({ "x-plinth-cache": "" }), undefined);
  });

  it("understands HTTP's words for the same, and no others", () => {
    assert.equal(wishOf({ "cache-control": "no-store" }), "off");
    assert.equal(wishOf({ "cache-control": "no-cache, no-store" }), "off");
    assert.equal(wishOf({ "cache-control": "max-age=0, no-cache" }), "refresh");
    assert.equal(wishOf({ "cache-control": "max-age=60" }), undefined);
    assert.equal(wishOf({ "cache-control": "x-no-store-y" }), undefined);
  });

  it("puts its own header before HTTP's", () => {
    assert.equal(wishOf({ "x-plinth-cache": "on", "cache-control": "no-store" }), "on");
  });

  it("refuses what it does not know, and says what it knows", () => {
    assert.throws(
      () => wishOf({ "x-plinth-cache": "bypass" }),
      (error: unknown) =>
        error instanceof RouterError &&
        error.code === "invalid_value" &&
        error.message === "The header x-plinth-cache is 'bypass'; it must be one of on, off, refresh.",
    );
  });
});
