/** Keeps what was used last, up to a total weight; the rest is forgotten and made anew when asked for. */
export class RecentlyUsed<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly weight: number }>();
  readonly #capacity: number;
  #total = 0;

  /** capacity: the largest total weight, in the unit in which `get` is told the weights. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of this key, made if it is not kept. `weigh` is asked once for each value made. */
  get(key: string, make: () => Value, weigh: (value: Value) => number): Value {
    const found = this.#kept.get(key);
    if (found) {
      this.#kept.delete(key); // a Map remembers the order of insertion: to the end with it
      this.#kept.set(key, found);
      return found.value;
    }
    const value = make();
    const weight = weigh(value);
    this.#kept.set(key, { value, weight });
    this.#total += weight;
    this.#forgetOldest();
    return value;
  }

  #forgetOldest(): void {
    for (const [key, { weight }] of this.#kept) {
      if (this.#total <= this.#capacity || this.#kept.size === 1) return;
      this.#kept.delete(key);
      this.#total -= weight;
    }
  }
}
