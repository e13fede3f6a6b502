import assert from "node:assert/strict";

import fc from "fast-check";

import { EventSplitter } from "../../src/streaming/event-splitter.ts";

/** Feeds pieces; gives the blocks that came out, and what was left. */
function split(pieces: readonly string[]): { blocks: string[]; rest: string } {
  const splitter = new EventSplitter();
  const blocks = pieces
    .map((piece) => splitter.push(Buffer.from(piece))?.toString())
    .filter((block) => block !== undefined);
  return { blocks, rest: splitter.flush()?.toString() ?? "" };
}

describe("streaming/event-splitter", () => {
  it("hands a chunk of whole events on without copying it", () => {
    const chunk = Buffer.from("data: 1\n\ndata: 2\n\n");
    assert.equal(new EventSplitter().push(chunk), chunk);
  });

  it("holds the beginning of an event until its end comes", () => {
    assert.deepEqual(split(["data: 1\n\nda", "ta: 2", "\n", "\ndata: 3"]), {
      blocks: ["data: 1\n\n", "data: 2\n\n"],
      rest: "data: 3",
    });
  });

  for (const end of ["\n\n", "\r\n\r\n", "\r\r", "\n\r\n"]) {
    it(`knows the blank line ${JSON.stringify(end)}, even split byte by byte`, () => {
      const { blocks, rest } = split([..."data: 1", ...end, ..."data: 2", ...end]);
      // A CR that ends a line may have its LF in the next chunk; that LF then leads the next block.
      assert.equal(blocks.join("") + rest, `data: 1${end}data: 2${end}`);
      assert.equal(blocks.length, 2);
    });
  }

  it("does not take the two bytes of CR LF for a blank line", () => {
    assert.deepEqual(split(["data: 1\r\n", "id: 2\r\n"]), { blocks: [], rest: "data: 1\r\nid: 2\r\n" });
  });

  it("counts what it holds", () => {
    const splitter = new EventSplitter();
    splitter.push(Buffer.from("data: 1\n\ndata"));
    assert.equal(splitter.heldBytes, 4);
  });

  it("loses no byte and gives only whole events, wherever the chunks end", () => {
    const line = fc
      .string({ unit: fc.constantFrom("a", ":", " ", "é", "[DONE]"), maxLength: 8 })
      .map((text) => `data: ${text}`);
    const event = fc.tuple(fc.array(line, { minLength: 1, maxLength: 3 }), fc.constantFrom("\n", "\r\n"));
    const text = fc
      .array(event)
      .map((events) => events.map(([lines, end]) => lines.join(end) + end + end).join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 12 })), (stream, cuts) => {
        const splitter = new EventSplitter();
        const bytes = Buffer.from(stream);
        const blocks: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          const block = splitter.push(bytes.subarray(at, Math.min(at + cut, bytes.length)));
          if (block !== undefined) blocks.push(block);
          at = Math.min(at + cut, bytes.length);
        }
        for (const block of blocks) assert.match(block.toString(), /(\n\n|\r\n\r|\r\n\r\n)$/);
        assert.equal(Buffer.concat([...blocks, splitter.flush() ?? Buffer.alloc(0)]).toString(), stream);
      }),
    );
  });
});
