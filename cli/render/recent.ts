/** A map that forgets what was put in first, so that it does not grow for ever. */
export class Recent<K, V> {
  private readonly entries = new Map<K, V>();

  /** @param most how many entries it keeps. */
  constructor(private readonly most: number) {}

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  set(key: K, value: V): void {
    const [first] = this.entries.size < this.most ? [] : this.entries.keys();
    if (first !== undefined) this.entries.delete(first);
    this.entries.set(key, value);
  }

  /** What is kept under a key; made and kept where it is not there. */
  getOrMake(key: K, make: () => V): V {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.set(key, value);
    return value;
  }
}
