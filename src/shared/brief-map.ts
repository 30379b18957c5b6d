/** Entries that are added between two renewals, at least. */
const RENEWED_AFTER = 256;

/**
 * A `Map` for entries that come and go all the time, such as requests in flight. V8 links every table that a `Map`
 * outgrows to the one that follows it. Once a collection has moved one of them to the old generation, it holds on
 * to the next, and that to the one after it: all entries there ever were stay until the next full collection, are
 * moved about meanwhile, and cost five times their work. A fresh `Map` now and then cuts that chain.
 */
export class BriefMap<K, V> {
  #map = new Map<K, V>();
  #untilRenewed = RENEWED_AFTER;

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  set(key: K, value: V): void {
    if (--this.#untilRenewed < 0) {
      this.#map = new Map(this.#map);
      this.#untilRenewed = Math.max(RENEWED_AFTER, this.#map.size);
    }
    this.#map.set(key, value);
  }

  delete(key: K): boolean {
    return this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
  }

  /** In the order in which they were added. */
  keys(): MapIterator<K> {
    return this.#map.keys();
  }

  values(): MapIterator<V> {
    return this.#map.values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.#map[Symbol.iterator]();
  }
}
