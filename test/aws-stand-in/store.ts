/** What the stand-in for AWS keeps: the resources that programs made. */

import { givenBy, usedBy } from "./references";
import { isObject } from "./values";
import type { WireObject } from "./values";

/** A resource. */
export interface Stored {
  readonly type: string;
  readonly id: string;
  readonly urn: string;
  /** Name in the program. */
  readonly name: string;
  /** "" for types that know no regions. */
  readonly region: string;
  readonly inputs: WireObject;
  readonly outputs: WireObject;
}

interface Entry extends Stored {
  readonly gives: ReadonlySet<string>;
  readonly uses: ReadonlySet<string>;
}

const keyOf = ({ type, region, id }: Pick<Stored, "type" | "region" | "id">): string =>
  `${type} ${region} ${id}`;

/** Keeps resources between runs of the engine, in memory. */
export class Store {
  private readonly entries = new Map<string, Entry>();
  private readonly generations = new Map<string, number>();

  /** Every resource, in the order in which they were made. */
  get all(): readonly Stored[] {
    return [...this.entries.values()];
  }

  get(type: string, region: string, id: string): Stored | undefined {
    return this.entries.get(keyOf({ type, region, id }));
  }

  put(resource: Stored): void {
    this.entries.set(keyOf(resource), {
      ...resource,
      gives: givenBy(resource),
      uses: usedBy(resource.type, resource.inputs),
    });
  }

  remove(resource: Stored): void {
    this.entries.delete(keyOf(resource));
  }

  /** The resources with this name in the program. */
  named(type: string, name: string): readonly Stored[] {
    return this.all.filter((resource) => resource.type === type && resource.name === name);
  }

  /** The resource of EC2 or another service with this id, of whatever type. */
  withId(region: string, id: string): Stored | undefined {
    return this.all.find((resource) => resource.id === id && resource.region === region);
  }

  /** How often a resource was made at its place: two that live side by side during a replacement have different ids. */
  nextGeneration(urn: string, region: string): number {
    const key = `${urn} ${region}`;
    const generation = this.generations.get(key) ?? 0;
    this.generations.set(key, generation + 1);
    return generation;
  }

  /** How often a resource has been made at its place. */
  generation(urn: string, region: string): number {
    return this.generations.get(`${urn} ${region}`) ?? 0;
  }

  /** What inputs need and nobody has made in their region. */
  missing(type: string, region: string, inputs: WireObject): readonly string[] {
    return [...usedBy(type, inputs)].filter(
      (used) => !this.inRegion(region).some(({ gives }) => gives.has(used)),
    );
  }

  /** Resources that use this one, itself aside. */
  dependants(resource: Stored): readonly Stored[] {
    const gives = givenBy(resource);
    return this.inRegion(resource.region).filter(
      (other) => keyOf(other) !== keyOf(resource) && [...other.uses].some((used) => gives.has(used)),
    );
  }

  /**
   * Changes a property behind the engine's back, as a person in the console does.
   *
   * @param path names and indices of the property, as `["tags", "Owner"]`.
   * @throws Error where there is not exactly one resource of this name.
   */
  drift(type: string, name: string, path: readonly (string | number)[], value: unknown): void {
    const resource = this.only(type, name);
    this.put({
      ...resource,
      inputs: replaced(resource.inputs, path, value) as WireObject,
      outputs: replaced(resource.outputs, path, value) as WireObject,
    });
  }

  /**
   * Removes a resource behind the engine's back.
   *
   * @throws Error where there is not exactly one resource of this name.
   */
  vanish(type: string, name: string): void {
    this.remove(this.only(type, name));
  }

  private only(type: string, name: string): Stored {
    const [found, ...others] = this.named(type, name);
    if (found === undefined || others.length > 0) {
      throw new Error(
        `${others.length + (found === undefined ? 0 : 1)} resources are ${type} ${name}, not one`,
      );
    }
    return found;
  }

  private inRegion(region: string): readonly Entry[] {
    return [...this.entries.values()].filter((entry) => entry.region === region || entry.region === "");
  }
}

function replaced(value: unknown, [first, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === first ? replaced(item, rest, by) : item));
  }
  const object = isObject(value) ? value : {};
  return { ...object, [first]: replaced(object[first], rest, by) };
}
