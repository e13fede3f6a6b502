import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { runTasks } from "../../../automation/images/schedule";
import type { Task } from "../../../automation/images/schedule";

describe("automation/images/schedule", () => {
  let log: string[];
  let most: number;
  let now: number;

  beforeEach(() => {
    log = [];
    most = 0;
    now = 0;
  });

  function task(id: string, after?: string, fail?: Error): Task<string> {
    return {
      id,
      after,
      run: async (signal) => {
        now += 1;
        most = Math.max(most, now);
        log.push(`start ${id}`);
        await sleep(5, undefined, { signal }).catch(() => log.push(`abort ${id}`));
        now -= 1;
        signal.throwIfAborted();
        if (fail !== undefined) throw fail;
        log.push(`end ${id}`);
      },
    };
  }

  it("starts a task only when the one that it waits for has ended", async () => {
    await runTasks([task("b", "a"), task("c", "b"), task("a")], 3);
    assert.deepEqual(log, ["start a", "end a", "start b", "end b", "start c", "end c"]);
  });

  it("does not wait for a task that is not there", async () => {
    await runTasks([task("b", "a")], 1);
    assert.deepEqual(log, ["start b", "end b"]);
  });

  it("runs no more at a time than allowed", async () => {
    await runTasks([task("a"), task("b"), task("c"), task("d")], 2);
    assert.equal(most, 2);
    assert.equal(log.length, 8);
  });

  it("throws the first failure, aborts what runs and starts nothing more", async () => {
    const failure = new Error("no");
    const slow: Task<string> = {
      id: "slow",
      after: undefined,
      run: async (signal) => {
        await sleep(60_000, undefined, { signal }).catch(() => log.push("abort slow"));
        signal.throwIfAborted();
      },
    };
    await assert.rejects(runTasks([task("a", undefined, failure), slow, task("b", "a")], 2), failure);
    assert.deepEqual(log, ["start a", "abort slow"]);
  });

  it("ends with the signal's reason, before and in the middle of the work", async () => {
    const reason = new Error("stopped by the user");
    await assert.rejects(runTasks([task("a")], 1, AbortSignal.abort(reason)), reason);
    assert.deepEqual(log, []);
    const stop = new AbortController();
    const work = runTasks([task("a"), task("b")], 1, stop.signal);
    stop.abort(reason);
    await assert.rejects(work, reason);
    assert.deepEqual(log, ["start a", "abort a"]);
  });

  it("refuses tasks that wait in a circle", async () => {
    await assert.rejects(runTasks([task("a", "b"), task("b", "a")], 1), /wait in a circle: a, b/);
  });
});
