import assert from "node:assert/strict";
import fc from "fast-check";
import { findCycle, startOrder } from "../../../model/compose/order";

const service = (id: string, ...needs: string[]): { id: string; dependsOn: { service: string }[] } => ({
  id,
  dependsOn: needs.map((need) => ({ service: need })),
});

/** Services that depend only on earlier ones, in any order. */
const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 15 })
  .map((needs) =>
    needs.map((numbers, index) =>
      service(
        `s${String(index)}`,
        ...(index === 0 ? [] : numbers.map((number) => `s${String(number % index)}`)),
      ),
    ),
  )
  .chain((services) => fc.shuffledSubarray(services, { minLength: services.length }));

describe("model/compose/order", () => {
  it("keeps the given order where nothing speaks against it", () => {
    const services = [service("c"), service("a"), service("b")];
    assert.deepEqual(
      startOrder(services).map(({ id }) => id),
      ["c", "a", "b"],
    );
  });

  it("puts each service after all that it depends on, and loses none", () => {
    fc.assert(
      fc.property(acyclic, (services) => {
        const ordered = startOrder(services);
        const place = new Map(ordered.map(({ id }, index) => [id, index]));
        assert.equal(place.size, services.length);
        for (const [index, { dependsOn }] of ordered.entries()) {
          for (const need of dependsOn) assert.ok((place.get(need.service) ?? Infinity) < index);
        }
      }),
    );
  });

  it("takes no notice of dependencies on services that are not given", () => {
    assert.deepEqual(
      startOrder([service("a", "elsewhere")]).map(({ id }) => id),
      ["a"],
    );
  });

  it("finds no circle where there is none, and a true one where there is one", () => {
    fc.assert(
      fc.property(acyclic, fc.nat(), fc.nat(), (services, from, to) => {
        const needs = new Map(
          services.map(({ id, dependsOn }) => [id, dependsOn.map((need) => need.service)]),
        );
        assert.equal(findCycle(needs), undefined);
        const ids = [...needs.keys()];
        const source = ids[from % ids.length] ?? "";
        const target = ids[to % ids.length] ?? "";
        needs.set(source, [...(needs.get(source) ?? []), target]);
        const cycle = findCycle(needs);
        if (cycle === undefined) return;
        assert.equal(cycle[0], cycle.at(-1));
        for (const [index, id] of cycle.slice(1).entries())
          assert.ok(needs.get(cycle[index] ?? "")?.includes(id));
      }),
    );
  });

  it("names a circle by its services, and does not order it", () => {
    const circle = [service("a", "b"), service("b", "c"), service("c", "a")];
    const needs = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["a"]],
    ]);
    assert.deepEqual(findCycle(needs), ["a", "b", "c", "a"]);
    assert.deepEqual(findCycle(new Map([["a", ["a"]]])), ["a", "a"]);
    assert.throws(() => startOrder(circle), RangeError);
  });
});
