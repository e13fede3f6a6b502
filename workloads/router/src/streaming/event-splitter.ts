const LF = 0x0a;
const CR = 0x0d;
/** The longest end of an event is CR LF CR LF: so much of one may stand at the end of what is held. */
const LONGEST_SPLIT_BOUNDARY = 3;

/**
 * Cuts a byte stream of server-sent events after its blank lines, whatever the chunks are.
 *
 * Whole events leave at once. The beginning of an event waits for its end, so that an error event can
 * always follow on a clean line, and a client never gets half an event.
 */
export class EventSplitter {
  #held: Buffer[] = [];
  #heldBytes = 0;

  /** Bytes of the event that is not whole yet. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes a chunk; gives all events that are whole now as one block, or undefined. */
  push(chunk: Buffer): Buffer | undefined {
    if (chunk.length === 0) return undefined;
    // The common case: an upstream flushes one whole event per chunk. No copy, no search.
    if (this.#heldBytes === 0 && endOfLastEvent(chunk) === chunk.length) return chunk;
    const end = this.#endWithin(chunk);
    if (end === 0) {
      this.#hold(chunk);
      return undefined;
    }
    const whole = Buffer.concat([...this.#held, chunk.subarray(0, end)]);
    this.#held = [];
    this.#heldBytes = 0;
    this.#hold(chunk.subarray(end));
    return whole;
  }

  /** Gives what is left when the stream ended: an event without its blank line. */
  flush(): Buffer | undefined {
    const rest = this.#heldBytes === 0 ? undefined : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return rest;
  }

  #hold(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#held.push(rest);
    this.#heldBytes += rest.length;
  }

  /** Where the last whole event ends within the chunk; the boundary may have begun in what is held. */
  #endWithin(chunk: Buffer): number {
    const tail = this.#tail();
    const end = endOfLastEvent(tail.length === 0 ? chunk : Buffer.concat([tail, chunk]));
    return Math.max(0, end - tail.length);
  }

  /** The last bytes that are held: more than one piece only where a chunk was tiny. */
  #tail(): Buffer {
    let tail = Buffer.alloc(0);
    for (let i = this.#held.length - 1; i >= 0 && tail.length < LONGEST_SPLIT_BOUNDARY; i--) {
      tail = Buffer.concat([this.#held[i] as Buffer, tail]).subarray(-LONGEST_SPLIT_BOUNDARY);
    }
    return tail;
  }
}

/**
 * The index after the last blank line, 0 where there is none. Lines end in LF, CR LF or CR.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
function endOfLastEvent(bytes: Buffer): number {
  for (let i = bytes.length - 1; i > 0; i--) {
    if (!isLineEnd(bytes[i])) continue;
    const isPair = bytes[i] === LF && bytes[i - 1] === CR;
    if (isLineEnd(bytes[isPair ? i - 2 : i - 1])) return i + 1;
  }
  return 0;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}
