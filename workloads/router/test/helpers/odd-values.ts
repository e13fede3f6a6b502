import fc from "fast-check";

type Holder = Record<string, unknown>;

const DELETED = Symbol("deleted");

/** What JSON can hold and programs seldom expect. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    DELETED,
    null,
    "",
    0,
    -1,
    -0,
    1e308,
    Number.MAX_SAFE_INTEGER,
    "\u0000",
    "\ud800",
    "x".repeat(10_000),
    [],
    {},
    [[]],
    [null],
    { type: "object" },
    { $ref: "#" },
    { toString: "x", valueOf: 1, length: -1 },
    ["constructor", "__proto__"],
  ),
  fc.string({ unit: "binary" }),
  fc.nat(50).map((depth) => nested(depth * 10)),
);

/** A value in so many others. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

/** JSON of a sample of which one to four parts are something else, or are missing. */
export function mutated(sample: object): fc.Arbitrary<string> {
  const change = fc.record({ place: fc.nat(), value: odd });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = structuredClone(sample) as Holder;
    for (const { place, value } of changes) {
      const places = placesIn(copy);
      const [holder, name] = places[place % Math.max(1, places.length)] ?? [copy, "model"];
      if (value === DELETED) Reflect.deleteProperty(holder, name);
      else holder[name] = structuredClone(value);
    }
    return JSON.stringify(copy);
  });
}

/** JSON of a sample, once for each of its places with a text there that need not be JSON. */
export function* replaced(sample: object, text: string): Generator<string> {
  for (let place = 0; place < placesIn(sample).length; place++) {
    const copy = structuredClone(sample) as Holder;
    const [holder, name] = placesIn(copy)[place] ?? [copy, ""];
    holder[name] = "PLACE";
    yield JSON.stringify(copy).replace('"PLACE"', text);
  }
}

function placesIn(value: unknown): [Holder, string][] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap(
    (name) => [[holder, name], ...placesIn(holder[name])] as [Holder, string][],
  );
}
