import type { Backend } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";
import { Target } from "../routing/target.ts";

import { nearest } from "./nearest.ts";
import type { BackendKind, ModelEntry, TargetEntry } from "./schema.ts";

const MOST_NAMED = 10;

/** A model of the registry with the targets that serve it. */
export interface Model {
  readonly name: string;
  readonly entry: ModelEntry;
  readonly targets: readonly Target[];
}

/** A model that a client's name led to. */
export interface Resolved {
  readonly model: Model;
  /** What the star of the model's name stands for; empty where it has none. */
  readonly star: string;
}

/** A backend and its kind. */
export interface RegisteredBackend {
  readonly kind: BackendKind;
  readonly backend: Backend;
}

/** The models of one moment. A change makes a new registry; requests under way keep theirs. */
export class Registry {
  readonly backends: ReadonlyMap<string, RegisteredBackend>;
  readonly #exact = new Map<string, Model>();
  /** Longest first, so that the most exact pattern wins. */
  readonly #patterns: readonly Model[];

  /**
   * @param previous the registry that this one takes the place of: targets that stay the same keep what was seen of them
   * @throws RangeError where a target names a backend that is not there, or a fallback a model that is not
   */
  constructor(
    backends: ReadonlyMap<string, RegisteredBackend>,
    entries: Readonly<Record<string, ModelEntry>>,
    previous?: Registry,
  ) {
    this.backends = backends;
    const patterns: Model[] = [];
    for (const [name, entry] of Object.entries(entries)) {
      const before = previous?.named(name);
      const targets = entry.targets.map((target) => this.#target(name, entry, target, before));
      const model = { name, entry, targets };
      if (name.includes("*")) patterns.push(model);
      else this.#exact.set(name, model);
    }
    this.#patterns = patterns.sort((a, b) => b.name.length - a.name.length);
    this.#checkFallbacks(entries);
  }

  /** Names without stars, in the registry's order. */
  get names(): readonly string[] {
    return [...this.#exact.keys()];
  }

  get models(): readonly Model[] {
    return [...this.#exact.values(), ...this.#patterns];
  }

  /** The model of exactly this name, stars included. */
  named(name: string): Model | undefined {
    return this.#exact.get(name) ?? this.#patterns.find((model) => model.name === name);
  }

  /** @throws RouterError model_not_found, with the nearest names */
  resolve(name: string): Resolved {
    const exact = this.#exact.get(name);
    if (exact !== undefined) return { model: exact, star: "" };
    for (const model of this.#patterns) {
      const star = matchStar(model.name, name);
      if (star !== undefined) return { model, star };
    }
    throw this.#notFound(name);
  }

  #target(name: string, entry: ModelEntry, target: TargetEntry, before: Model | undefined): Target {
    const registered = this.backends.get(target.backend);
    if (registered === undefined) {
      const known = [...this.backends.keys()].join(", ") || "none";
      throw new RangeError(`models.${name} names the backend ${target.backend}; there is ${known}.`);
    }
    const kept = before?.targets.find(
      (other) =>
        other.backend === registered.backend && JSON.stringify(other.entry) === JSON.stringify(target),
    );
    const settings = { allowedFails: entry.allowed_fails, cooldownMs: entry.cooldown_time * 1000 };
    return kept ?? new Target(registered.backend, registered.kind, target, settings);
  }

  #checkFallbacks(entries: Readonly<Record<string, ModelEntry>>): void {
    for (const [name, entry] of Object.entries(entries)) {
      const { fallbacks, context_window_fallbacks, content_policy_fallbacks } = entry;
      for (const other of [...fallbacks, ...context_window_fallbacks, ...content_policy_fallbacks]) {
        if (
          this.#exact.has(other) ||
          this.#patterns.some((model) => matchStar(model.name, other) !== undefined)
        )
          continue;
        throw new RangeError(
          `models.${name} falls back to ${other}, which is no model of the registry; there is ${this.#listed()}.`,
        );
      }
    }
  }

  #notFound(name: string): RouterError {
    const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
    const near = nearest(name, this.names);
    const what =
      near.length > 0
        ? `There is no model '${shown}'; near it are ${near.join(", ")}.`
        : `There is no model '${shown}'; there is ${this.#listed()}.`;
    return new RouterError("model_not_found", what, { param: "model" });
  }

  #listed(): string {
    const all = this.models.map(({ name }) => name);
    if (all.length === 0) return "none yet";
    const others = all.length - MOST_NAMED;
    return all.slice(0, MOST_NAMED).join(", ") + (others > 0 ? ` and ${others} others` : "");
  }
}

/** What the one star of a pattern stands for in a name; undefined where the two do not match. */
export function matchStar(pattern: string, name: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === name ? "" : undefined;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  const fits = name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}
