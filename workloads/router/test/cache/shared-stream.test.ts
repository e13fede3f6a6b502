import assert from "node:assert/strict";

import fc from "fast-check";

import type { EventSink, EventSource } from "../../src/backends/backend.ts";
import { SharedStream } from "../../src/cache/shared-stream.ts";
import type { StreamTotal } from "../../src/cache/shared-stream.ts";
import { RouterError } from "../../src/errors.ts";

/** A source that a test drives by hand. */
class Driven implements EventSource {
  sink: EventSink | undefined;
  paused = false;
  onResume = (): void => undefined;
  start(sink: EventSink): void {
    this.sink = sink;
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
    this.onResume();
  }
  write(text: string): void {
    this.sink?.write(Buffer.from(text));
  }
}

/** A client that notes what it got. */
class Reader implements EventSink {
  text = "";
  over: "no" | "end" | RouterError = "no";
  readonly leaving = new AbortController();
  readonly source: EventSource;
  constructor(stream: SharedStream) {
    this.source = stream.join(this.leaving.signal);
    this.source.start(this);
  }
  write(block: Buffer): void {
    assert.equal(this.over, "no");
    this.text += block.toString();
  }
  end(): void {
    assert.equal(this.over, "no");
    this.over = "end";
  }
  fail(error: RouterError): void {
    assert.equal(this.over, "no");
    this.over = error;
  }
}

describe("cache/shared-stream", () => {
  let source: Driven;
  let stream: SharedStream;
  let total: StreamTotal | undefined;
  beforeEach(() => {
    source = new Driven();
    stream = new SharedStream(source, 10);
    total = undefined;
    stream.start((each) => (total = each));
  });

  it("gives every reader all of it, whenever it came", () => {
    const first = new Reader(stream);
    source.write("ab");
    const second = new Reader(stream);
    assert.equal(second.text, "ab");
    source.write("cd");
    source.sink?.end();
    const late = new Reader(stream);
    for (const { text, over } of [first, second, late]) assert.deepEqual([text, over], ["abcd", "end"]);
    assert.deepEqual(total, { bytes: 4, events: Buffer.from("abcd") });
  });

  it("tells every reader of a failure, and remembers nothing", () => {
    const [first, second] = [new Reader(stream), new Reader(stream)];
    source.write("ab");
    const error = new RouterError("upstream_stream_cut", "cut");
    source.sink?.fail(error);
    assert.deepEqual([first.over, second.over], [error, error]);
    assert.deepEqual(total, { bytes: 2, events: undefined });
    assert.equal(stream.isRemembered, false);
  });

  it("lets a reader leave without the others", () => {
    const [first, second] = [new Reader(stream), new Reader(stream)];
    source.write("ab");
    const left = new RouterError("client_left", "left");
    first.leaving.abort(left);
    source.write("cd");
    source.sink?.end();
    assert.deepEqual([first.text, first.over], ["ab", left]);
    assert.deepEqual([second.text, second.over], ["abcd", "end"]);
  });

  it("tells a reader that left before it began", () => {
    const leaving = new AbortController();
    const own = stream.join(leaving.signal);
    const left = new RouterError("client_left", "left");
    leaving.abort(left);
    let failed: unknown;
    own.start({ write: () => assert.fail(), end: () => assert.fail(), fail: (error) => (failed = error) });
    assert.equal(failed, left);
  });

  it("goes on while one reader takes more, and waits while none does", () => {
    const [first, second] = [new Reader(stream), new Reader(stream)];
    first.source.pause();
    source.write("ab");
    assert.equal(source.paused, false);
    second.source.pause();
    source.write("cd");
    assert.equal(source.paused, true);
    first.source.resume();
    assert.deepEqual([first.text, second.text, source.paused], ["abcd", "ab", false]);
  });

  it("holds a source back that writes as soon as it may go on", () => {
    const reader = new Reader(stream);
    reader.source.pause();
    source.write("a");
    source.onResume = () => {
      reader.source.pause();
      source.write("b");
    };
    reader.source.resume();
    assert.deepEqual([reader.text, source.paused], ["a", true]);
    source.onResume = () => undefined;
    reader.source.resume();
    assert.deepEqual([reader.text, source.paused], ["ab", false]);
  });

  it("waits for a reader that is further behind than the limit, and forgets what all have had", () => {
    const [fast, slow] = [new Reader(stream), new Reader(stream)];
    slow.source.pause();
    source.write("0123456789");
    assert.deepEqual([source.paused, stream.isRemembered], [false, true]);
    source.write("x");
    assert.deepEqual([source.paused, stream.isRemembered], [true, false]);
    slow.source.resume();
    assert.equal(source.paused, false);
    source.write("y");
    source.sink?.end();
    assert.deepEqual([fast.text, slow.text], ["0123456789xy", "0123456789xy"]);
    assert.deepEqual(total, { bytes: 12, events: undefined });
  });

  it("gives each of several readers every byte once, in any order of what happens", () => {
    const step = fc.record({
      what: fc.constantFrom("write", "pause", "resume", "join"),
      who: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const driven = new Driven();
        const shared = new SharedStream(driven, 10);
        shared.start(() => undefined);
        const readers = [new Reader(shared)];
        let sent = "";
        for (const { what, who } of steps) {
          const reader = readers[who % readers.length];
          if (what === "write" && !driven.paused) {
            sent += String(sent.length % 10);
            driven.write(sent.slice(-1));
          } else if (what === "pause") reader?.source.pause();
          else if (what === "resume") reader?.source.resume();
          else if (what === "join" && shared.isRemembered) readers.push(new Reader(shared));
        }
        driven.sink?.end();
        for (const reader of readers) {
          reader.source.resume();
          assert.deepEqual([reader.text, reader.over], [sent, "end"]);
        }
      }),
    );
  });
});
