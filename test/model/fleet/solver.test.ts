import { deepEqual, equal, ok } from "node:assert/strict";
import {
  array,
  assert,
  constantFrom,
  dictionary,
  integer,
  property,
  record,
  subarray,
  tuple,
} from "fast-check";
import { choose, holds } from "../../../model/fleet/solver";
import type { Domain, VersionRule, VersionSet } from "../../../model/fleet/solver";

const names = ["a", "b", "c"] as const;
type Name = (typeof names)[number];
const known = ["1.0", "1.1", "1.2", "1.3"];

const versions = subarray(known, { minLength: 1 });
const domains = record({ a: versions, b: versions, c: versions });
const range = tuple(integer({ min: 0, max: 4 }), integer({ min: 0, max: 4 })).map(([one, other]) => ({
  from: `1.${Math.min(one, other)}`,
  below: `1.${Math.max(one, other)}`,
}));
const rules = array(
  record({
    component: constantFrom(...names),
    versions: range,
    needs: constantFrom(...names),
    needed: range,
  }),
  { maxLength: 5 },
);
const wishes = dictionary(constantFrom(...names), constantFrom(...known, "1.9", "nonsense"));

function everySet(domain: Domain<Name>): VersionSet<Name>[] {
  return domain.a.flatMap((a) => domain.b.flatMap((b) => domain.c.map((c) => ({ a, b, c }))));
}

function isGood(set: VersionSet<Name>, all: readonly VersionRule<Name>[]): boolean {
  return all.every((rule) => holds(rule, set));
}

/** How many of the wishes a set does not grant. */
function changes(set: VersionSet<Name>, wanted: Partial<Record<Name, string>>): number {
  return names.filter((name) => wanted[name] !== undefined && wanted[name] !== set[name]).length;
}

describe("model/fleet/solver", () => {
  it("answers as trying every set does: a good one that differs least, wherever there is one", () => {
    assert(
      property(domains, rules, wishes, (domain, all, wanted) => {
        const choice = choose<Name, VersionRule<Name>>(domain, all, wanted);
        const good = everySet(domain).filter((set) => isGood(set, all));
        const least = Math.min(...good.map((set) => changes(set, wanted)));
        if (choice.ok) {
          ok(isGood(choice.set, all));
          equal(changes(choice.set, wanted), 0);
          return;
        }
        ok(good.length === 0 || least > 0, "there is a good set with all that is wanted");
        equal(choice.nearest === undefined, good.length === 0);
        if (choice.nearest === undefined) return;
        ok(isGood(choice.nearest, all));
        equal(changes(choice.nearest, wanted), least);
      }),
      { numRuns: 2000 },
    );
  });

  it("says what is in the way whenever it refuses", () => {
    assert(
      property(domains, rules, wishes, (domain, all, wanted) => {
        const choice = choose<Name, VersionRule<Name>>(domain, all, wanted);
        if (choice.ok) return;
        ok(choice.unknown.length + choice.broken.length > 0);
        for (const name of choice.unknown) ok(!domain[name].includes(wanted[name] ?? ""));
        for (const rule of choice.broken) ok(!holds(rule, choice.tried));
      }),
    );
  });

  it("takes the best versions where nothing is wanted, and the nearest where something is", () => {
    const domain = { a: ["1.2", "1.3", "1.1"], b: ["1.0"], c: ["1.0"] };
    deepEqual(choose<Name, VersionRule<Name>>(domain, [], {}), {
      ok: true,
      set: { a: "1.2", b: "1.0", c: "1.0" },
    });
    const rule = { component: "b", needs: "a", needed: { below: "1.3" } } as const;
    const choice = choose<Name, typeof rule>({ ...domain, a: ["1.1", "1.2", "1.3"] }, [rule], { a: "1.3" });
    deepEqual(choice.ok ? undefined : choice.nearest, { a: "1.2", b: "1.0", c: "1.0" });
  });

  it("takes a minor for any patch of it", () => {
    const domain = { a: ["1.2.7", "1.20.0"], b: ["1.0"], c: ["1.0"] };
    const choice = choose<Name, VersionRule<Name>>(domain, [], { a: "v1.20" });
    equal(choice.ok && choice.set.a, "1.20.0");
  });
});
