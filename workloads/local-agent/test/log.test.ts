import assert from "node:assert/strict";

import { jsonLog } from "../src/log.ts";

describe("log", () => {
  it("writes a line of JSON with pino's level, and none below the least", () => {
    const lines: string[] = [];
    const log = jsonLog("warn", (line) => lines.push(line));
    log("info", "not this");
    log("error", "this", { a: 1 });
    assert.equal(lines.length, 1);
    const { time, ...rest } = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    assert.deepEqual(rest, { level: 50, a: 1, msg: "this" });
    assert.equal(typeof time, "number");
  });

  it("writes nothing where it is silent", () => {
    jsonLog("silent", () => assert.fail())("fatal", "nobody hears this");
  });
});
