/** How a version of a map differs from the next one: what this key said before. */
interface Older<K, V> {
  readonly next: VersionedMap<K, V>;
  readonly key: K;
  readonly before: { readonly value: V } | null;
}

/**
 * A map that never changes: `with` gives another one. It costs the same however large the map is, because all versions
 * share one memory, which holds the newest that was asked; another one that is asked turns it back step by step. A fold
 * that goes on from its newest state, as runs do, never has to.
 */
export class VersionedMap<K, V> implements ReadonlyMap<K, V> {
  #held: Map<K, V> | null;
  #older: Older<K, V> | null = null;

  private constructor(held: Map<K, V>) {
    this.#held = held;
  }

  /** The same content as another map has now. */
  static of<K, V>(map: ReadonlyMap<K, V>): VersionedMap<K, V> {
    return map instanceof VersionedMap ? map : new VersionedMap(new Map(map));
  }

  /** The map in which a key says something else. */
  with(key: K, value: V): VersionedMap<K, V> {
    const held = this.#hold();
    const before = found(held, key);
    const next = new VersionedMap(held.set(key, value));
    this.#held = null;
    this.#older = { next, key, before };
    return next;
  }

  get size(): number {
    return this.#hold().size;
  }

  get(key: K): V | undefined {
    return this.#hold().get(key);
  }

  has(key: K): boolean {
    return this.#hold().has(key);
  }

  forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of [...this.#hold()]) each(value, key, this);
  }

  entries(): MapIterator<[K, V]> {
    return this.#hold().entries();
  }

  keys(): MapIterator<K> {
    return this.#hold().keys();
  }

  values(): MapIterator<V> {
    return this.#hold().values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  /** The shared memory, turned to this version. */
  #hold(): Map<K, V> {
    const versions: VersionedMap<K, V>[] = [this];
    for (let older = this.#older; older !== null; older = older.next.#older) versions.push(older.next);
    const newest = versions.at(-1) ?? this;
    const held = newest.#held;
    if (held === null) throw new Error('no version of a map holds its content');
    for (const version of versions.reverse().slice(1)) version.#takeFrom(held);
    return held;
  }

  #takeFrom(held: Map<K, V>): void {
    if (this.#older === null) throw new Error('the newest version of a map cannot be turned back to');
    const { next, key, before } = this.#older;
    next.#older = { next: this, key, before: found(held, key) };
    next.#held = null;
    if (before === null) held.delete(key);
    else held.set(key, before.value);
    this.#held = held;
    this.#older = null;
  }
}

function found<K, V>(map: ReadonlyMap<K, V>, key: K): { readonly value: V } | null {
  const value = map.get(key);
  return value === undefined ? null : { value };
}
