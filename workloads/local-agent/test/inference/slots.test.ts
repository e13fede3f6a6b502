import assert from "node:assert/strict";

import fc from "fast-check";

import { AgentError } from "../../src/errors.ts";
import { Slots } from "../../src/inference/slots.ts";

const STAYS = new AbortController().signal;

/** Work that ends when it is told to. */
class Work {
  readonly end = Promise.withResolvers<undefined>();
  begun = false;

  readonly run = (): Promise<undefined> => {
    this.begun = true;
    return this.end.promise;
  };
}

/** Lets everything that can go on go on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("inference/slots", () => {
  it("gives places in the order of asking", async () => {
    const slots = new Slots(["a"], 2);
    const works = [new Work(), new Work(), new Work()];
    const runs = works.map((work) => slots.run(STAYS, work.run));
    for (const [index, work] of works.entries()) {
      await settled();
      assert.deepEqual(
        works.map(({ begun }) => begun),
        works.map((_, at) => at <= index),
      );
      work.end.resolve(undefined);
    }
    await Promise.all(runs);
    assert.deepEqual([slots.busy, slots.waiting], [0, 0]);
  });

  it("refuses who would wait behind a full queue", async () => {
    const slots = new Slots(["a", "b"], 0);
    const works = [new Work(), new Work()];
    const runs = works.map((work) => slots.run(STAYS, work.run));
    await assert.rejects(slots.run(STAYS, new Work().run), (error) => {
      assert.ok(error instanceof AgentError && error.code === "queue_full");
      assert.match(error.message, /^The agent makes 2 answers and 0 requests wait for a turn/);
      return Number(error.retryAfterSeconds) >= 1;
    });
    for (const work of works) work.end.resolve(undefined);
    await Promise.all(runs);
  });

  it("gives a place back after work that fails", async () => {
    const slots = new Slots(["a"], 0);
    await assert.rejects(
      slots.run(STAYS, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(await slots.run(STAYS, (place) => Promise.resolve(place)), "a");
  });

  it("never takes who has left already", async () => {
    const slots = new Slots(["a"], 1);
    await assert.rejects(slots.run(AbortSignal.abort(new Error("left")), new Work().run), /left/);
    assert.equal(slots.busy, 0);
  });

  it("loses no place and no request, whoever comes, ends and leaves", async () => {
    const steps = fc.array(fc.constantFrom("come", "end", "leave"), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 3 }),
        fc.nat({ max: 3 }),
        async (all, places, queue) => {
          const slots = new Slots(
            Array.from({ length: places }, (_, at) => at),
            queue,
          );
          const known: { work: Work; leaving: AbortController; ended: boolean }[] = [];
          for (const step of all) {
            const open = known.filter(({ ended }) => !ended);
            const begun = open.filter(({ work }) => work.begun);
            const waiting = open.filter(({ work }) => !work.begun);
            if (step === "come") {
              const one = { work: new Work(), leaving: new AbortController(), ended: false };
              known.push(one);
              void slots.run(one.leaving.signal, one.work.run).catch(() => (one.ended = true));
            } else if (step === "end" && begun[0] !== undefined) {
              begun[0].ended = true;
              begun[0].work.end.resolve(undefined);
            } else if (step === "leave") waiting[0]?.leaving.abort(new Error("left"));
            await settled();
            const still = known.filter(({ ended }) => !ended);
            const running = still.filter(({ work }) => work.begun).length;
            assert.deepEqual([slots.busy, slots.waiting], [running, still.length - running]);
            assert.ok(running <= places && still.length - running <= queue);
            assert.ok(running === places || still.length === running, "nobody waits while a place is free");
          }
        },
      ),
    );
  });
});
