/** A resource's properties as rules read them: a value that is not known is never mistaken for one that is not there. */

import { all, any } from "./truth";
import type { Truth } from "./truth";
import { isUnknown } from "./unknown";

/** How a value was found. `wrong` is a value of another type than the one asked for. */
export type State = "known" | "absent" | "unknown" | "wrong";

/** One read of one property. */
export interface Read {
  readonly path: string;
  readonly state: State;
  /** What was asked: whether there is a value, or what it is. */
  readonly asked: "presence" | "value";
}

/** Stands for a value that could not be reached, because something above it is of the wrong type. */
const WRONG = Symbol("wrong");

/** Stands for a value that could not be reached, because something above it is not known yet. */
const HIDDEN = Symbol("hidden");

/**
 * One property, by its path from the resource's inputs, as `blockDeviceMappings[0].ebs.encrypted`.
 *
 * Every question about its value takes what to answer where the value is absent, which is what the cloud does by
 * default. A value that is unknown or of the wrong type answers `undefined`: nobody can know.
 */
export class Property {
  private constructor(
    /** Path from the resource's inputs. */
    readonly path: string,
    private readonly value: unknown,
    private readonly reads: Read[],
  ) {}

  /** The inputs of a resource; each read of a value is appended to `reads`. */
  static inputs(values: Readonly<Record<string, unknown>>, reads: Read[] = []): Property {
    return new Property("", values, reads);
  }

  /** How the value is found, whatever its type. */
  get state(): State {
    if (this.value === WRONG) return "wrong";
    if (this.value === HIDDEN) return "unknown";
    if (this.value === undefined || this.value === null) return "absent";
    return isUnknown(this.value) ? "unknown" : "known";
  }

  /** The property below, by its keys joined with dots. */
  at(path: string): Property {
    return path.split(".").reduce<Property>((property, key) => property.child(key), this);
  }

  /** The property under one key, which may hold dots itself. */
  child(key: string): Property {
    const path = this.path === "" ? key : `${this.path}.${key}`;
    return this.derive(path, (value) =>
      isRecord(value) ? (Object.hasOwn(value, key) ? value[key] : undefined) : WRONG,
    );
  }

  /**
   * Whether there is a value at all. One that is not known yet is there; an empty text is not. Nobody can know where
   * something above the value is not known yet.
   */
  given(): Truth {
    const { state } = this;
    this.reads.push({ path: this.path, state, asked: "presence" });
    if (state === "wrong" || this.value === HIDDEN) return undefined;
    return state !== "absent" && this.value !== "";
  }

  /** Whether there is a text which passes a test where it is known: the id of what is not made yet is not known. */
  reference(test: (text: string) => boolean): Truth {
    const given = this.given();
    if (given !== true || this.state === "unknown") return given;
    return typeof this.value === "string" ? test(this.value) : undefined;
  }

  /** Whether the value is this boolean. The texts `true` and `false` are booleans too, as in launch templates. */
  is(expected: boolean, absent: boolean): Truth {
    return this.ask(asBoolean, (value) => value === expected, absent);
  }

  /** Whether the text passes a test. */
  text(test: (text: string) => Truth, absent: Truth): Truth {
    return this.ask((value) => (typeof value === "string" ? value : undefined), test, absent);
  }

  /** Whether the text is one of these. */
  oneOf(allowed: readonly string[], absent: Truth): Truth {
    return this.text((text) => allowed.includes(text), absent);
  }

  /** Whether the number passes a test. A text that is a number is one too. */
  number(test: (number: number) => boolean, absent: Truth): Truth {
    return this.ask(asNumber, test, absent);
  }

  /** Whether the number of elements of the list passes a test. */
  length(test: (length: number) => boolean, absent: boolean): Truth {
    return this.ask(asList, (list) => test(list.length), absent);
  }

  /** Whether every element of the list passes. */
  every(test: (item: Property) => Truth, absent: Truth = true): Truth {
    return this.ask(asList, () => all(...this.items().map(test)), absent);
  }

  /** Whether an element of the list passes. */
  some(test: (item: Property) => Truth, absent: Truth = false): Truth {
    return this.ask(asList, () => any(...this.items().map(test)), absent);
  }

  /**
   * The elements of the list. Where the list is unknown or no list, there is one element which is just so, and nothing
   * that is asked of it can be answered: a loop over it never passes in silence.
   */
  items(): Property[] {
    const state = this.note(asList);
    if (state === "absent") return [];
    if (state !== "known") return [this.derive(`${this.path}[]`, () => WRONG)];
    return (this.value as unknown[]).map((item, i) => new Property(`${this.path}[${i}]`, item, this.reads));
  }

  /** The keys and values of the map; where it is unknown or no map, one entry `*` which is just so. */
  entries(): [string, Property][] {
    const state = this.note((value) => (isRecord(value) ? value : undefined));
    if (state === "absent") return [];
    if (state !== "known") return [["*", this.derive(`${this.path}.*`, () => WRONG)]];
    return Object.keys(this.value as object).map((key) => [key, this.child(key)]);
  }

  /** The document in a JSON text, as in a policy of IAM; an object in its place is taken as it is. */
  json(): Property {
    return this.derive(this.path, (value) => {
      if (typeof value !== "string") return isRecord(value) ? value : WRONG;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return WRONG;
      }
    });
  }

  /** The element alone, or each of the elements: documents of IAM write a list of one without its brackets. */
  oneOrMany(): Property[] {
    if (Array.isArray(this.value)) return this.items();
    return this.state === "absent" ? [] : [this];
  }

  private derive(path: string, step: (value: unknown) => unknown): Property {
    const { state } = this;
    const below = state === "known" ? step(this.value) : state === "unknown" ? HIDDEN : this.value;
    return new Property(path, below, this.reads);
  }

  private ask<T>(read: (value: unknown) => T | undefined, test: (value: T) => Truth, absent: Truth): Truth {
    const state = this.note(read);
    if (state === "absent") return absent;
    return state === "known" ? test(read(this.value) as T) : undefined;
  }

  /** Notes the read, and says how the value was found when it is read so. */
  private note(read: (value: unknown) => unknown): State {
    const state = this.state === "known" && read(this.value) === undefined ? "wrong" : this.state;
    this.reads.push({ path: this.path, state, asked: "value" });
    return state;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
