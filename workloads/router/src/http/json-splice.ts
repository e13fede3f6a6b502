const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** A field's value in the text of an object, in bytes. */
interface Span {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Gives top-level fields of a JSON object new values, and leaves every other byte as it is: numbers that JavaScript
 * does not hold exactly stay exact, and nothing is written anew that nobody changed.
 * @param body text that `JSON.parse` took, and whose value is an object
 * @param fields new values; a field that the object does not have is added at its end
 */
export function replaceFields(body: Buffer, fields: Readonly<Record<string, unknown>>): Buffer {
  const spans = topLevelFields(body);
  const pieces: (Buffer | string)[] = [];
  let from = 0;
  const missing = new Set(Object.keys(fields));
  for (const { key, start, end } of spans) {
    if (!Object.hasOwn(fields, key)) continue;
    missing.delete(key);
    pieces.push(body.subarray(from, start), JSON.stringify(fields[key]));
    from = end;
  }
  const close = body.lastIndexOf(0x7d);
  pieces.push(body.subarray(from, close));
  let separator = spans.length === 0 ? "" : ",";
  for (const key of missing) {
    pieces.push(`${separator}${JSON.stringify(key)}:${JSON.stringify(fields[key])}`);
    separator = ",";
  }
  pieces.push(body.subarray(close));
  return Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));
}

/** Where the values of an object's own fields stand; a key that comes twice is there twice. */
function topLevelFields(body: Buffer): Span[] {
  const spans: Span[] = [];
  let at = skipSpaces(body, body.indexOf(0x7b) + 1);
  while (body[at] === QUOTE) {
    const keyEnd = endOfString(body, at);
    const key = JSON.parse(body.toString("utf8", at, keyEnd)) as string;
    const start = skipSpaces(body, body.indexOf(COLON, keyEnd) + 1);
    const end = endOfValue(body, start);
    spans.push({ key, start, end });
    at = skipSpaces(body, end);
    if (body[at] === COMMA) at = skipSpaces(body, at + 1);
  }
  return spans;
}

function skipSpaces(body: Buffer, from: number): number {
  let at = from;
  while (SPACES.has(body[at] as number)) at += 1;
  return at;
}

/** The index after a string's closing quote. */
function endOfString(body: Buffer, start: number): number {
  let at = body.indexOf(QUOTE, start + 1);
  while (at > 0) {
    let slashes = 0;
    while (body[at - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
    at = body.indexOf(QUOTE, at + 1);
  }
  throw new Error("a string of a body that was parsed has no end");
}

/** The index after a value. */
function endOfValue(body: Buffer, start: number): number {
  let at = start;
  let depth = 0;
  for (;;) {
    const byte = body[at] as number;
    if (byte === QUOTE) {
      at = endOfString(body, at);
      if (depth === 0) return at;
      continue;
    }
    if (OPEN.has(byte)) depth += 1;
    else if (CLOSE.has(byte)) {
      if (depth === 0) return endWithoutSpaces(body, at);
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (byte === COMMA && depth === 0) return endWithoutSpaces(body, at);
    at += 1;
  }
}

/** A number or a word ends before the spaces that follow it. */
function endWithoutSpaces(body: Buffer, end: number): number {
  let at = end;
  while (SPACES.has(body[at - 1] as number)) at -= 1;
  return at;
}
