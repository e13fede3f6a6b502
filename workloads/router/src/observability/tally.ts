import { Counter } from "prom-client";
import type { CounterConfiguration } from "prom-client";

/** One series, and what it counted since it was read. */
interface Leaf {
  readonly labels: Readonly<Record<string, string>>;
  count: number;
}

/** What stands behind the value of a label: the next label's values, or the series. */
type Branch = Map<string, Branch | Leaf>;

/**
 * A counter that each request moves: it adds up plain numbers, and brings them to Prometheus' own counter when that is
 * read. That one sorts and joins all labels at each count, which is felt where each request counts five times.
 */
export class Tally {
  readonly #names: readonly string[];
  readonly #root: Branch = new Map();
  readonly #leaves: Leaf[] = [];

  constructor(args: CounterConfiguration<string> & { readonly labelNames: string[] }) {
    this.#names = args.labelNames;
    const leaves = this.#leaves;
    new Counter({
      ...args,
      collect() {
        for (const leaf of leaves) {
          this.inc(leaf.labels, leaf.count);
          leaf.count = 0;
        }
      },
    });
  }

  /** @param values of the labels, in their order */
  add(count: number, ...values: readonly string[]): void {
    let branch = this.#root;
    const last = values.length - 1;
    for (let index = 0; index < last; index++) {
      const value = values[index] as string;
      let next = branch.get(value) as Branch | undefined;
      if (next === undefined) branch.set(value, (next = new Map()));
      branch = next;
    }
    const value = values[last] as string;
    const leaf = (branch.get(value) as Leaf | undefined) ?? this.#grow(branch, value, values);
    leaf.count += count;
  }

  #grow(branch: Branch, value: string, values: readonly string[]): Leaf {
    const labels = Object.fromEntries(this.#names.map((name, index) => [name, values[index] as string]));
    const leaf = { labels, count: 0 };
    branch.set(value, leaf);
    this.#leaves.push(leaf);
    return leaf;
  }
}
