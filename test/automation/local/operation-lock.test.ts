import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { withStackLock } from "../../../automation/local/operation-lock";
import { cachePath } from "../../../automation/paths";
import { PlinthError } from "../../../model/errors";

describe("automation/local/operation-lock", () => {
  const stack = `lock-test-${process.pid}`;
  const path = cachePath("locks", `${stack}.lock`);

  it("lets one operation in at a time", async () => {
    await withStackLock(stack, async () => {
      await assert.rejects(
        withStackLock(stack, () => Promise.resolve()),
        (error) => error instanceof PlinthError && error.code === "stack-locked" && error.exitCode === 4,
      );
    });
    assert.equal(await withStackLock(stack, () => Promise.resolve("again")), "again");
  });

  it("is free again after a failure", async () => {
    await assert.rejects(
      withStackLock(stack, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(existsSync(path), false);
  });

  it("does not mind the lock of a process that is gone", async () => {
    // Process ids end far below this number.
    writeFileSync(path, "99999999");
    assert.equal(await withStackLock(stack, () => Promise.resolve("in")), "in");
    writeFileSync(path, "");
    assert.equal(await withStackLock(stack, () => Promise.resolve("in")), "in");
  });
});
