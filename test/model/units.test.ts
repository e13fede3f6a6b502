import assert from "node:assert/strict";
import fc from "fast-check";
import { isPlinthError, PlinthError } from "../../model/errors";
import {
  formatBytes,
  formatDuration,
  parseBytes,
  parseDurationSeconds,
  parseMemoryMiB,
} from "../../model/units";

function refuses(parse: () => number, given: string): void {
  assert.throws(parse, (error) => {
    assert.ok(error instanceof PlinthError);
    assert.equal(error.code, "unit-invalid");
    assert.ok(error.message.startsWith(JSON.stringify(given)), error.message);
    assert.match(error.message, /Allowed: /);
    return true;
  });
}

describe("model/units", () => {
  for (const [text, mib] of [
    ["512m", 512],
    ["1.5g", 1536],
    ["1G", 1024],
    ["2GB", 2048],
    ["64 mb", 64],
    ["1048576", 1],
    ["1048577b", 2],
    ["1k", 1],
    ["0", 0],
  ] as const) {
    it(`reads ${text} as ${String(mib)} MiB`, () => {
      assert.equal(parseMemoryMiB(text), mib);
    });
  }

  for (const text of ["", "m", "-1m", "1t", "1,5g", "1e3", "0x10", "512 m b", "99999999999999g", "1.m"]) {
    it(`refuses the size "${text}"`, () => {
      refuses(() => parseBytes(text), text);
    });
  }

  for (const [text, seconds] of [
    ["10s", 10],
    ["1m30s", 90],
    ["1h", 3600],
    ["500ms", 0.5],
    ["1.5s", 1.5],
    ["250us", 0.000_25],
    ["0s", 0],
  ] as const) {
    it(`reads ${text} as ${String(seconds)} seconds`, () => {
      assert.equal(parseDurationSeconds(text), seconds);
    });
  }

  for (const text of ["", "10", "s", "-1s", "10 s", "1d", "10s5", "1m 30s", "1..5s"]) {
    it(`refuses the duration "${text}"`, () => {
      refuses(() => parseDurationSeconds(text), text);
    });
  }

  it("reads back every size that it writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (bytes) => {
        assert.equal(parseBytes(formatBytes(bytes)), bytes);
      }),
    );
  });

  it("reads back every duration that it writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (microseconds) => {
        const seconds = microseconds / 1e6;
        assert.equal(parseDurationSeconds(formatDuration(seconds)), seconds);
      }),
    );
  });

  it("throws nothing but its own error at any text", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{0,20}[a-z]{0,3}$/));
    fc.assert(
      fc.property(text, (given) => {
        for (const parse of [parseBytes, parseDurationSeconds]) {
          try {
            assert.ok(parse(given) >= 0);
          } catch (error) {
            assert.ok(isPlinthError(error));
          }
        }
      }),
    );
  });
});
