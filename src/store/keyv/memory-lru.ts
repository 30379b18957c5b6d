interface Held<V> {
  readonly value: V;
  readonly bytes: number;
}

/** A map that stays within a number of bytes: what was used longest ago goes first. */
export class MemoryLru<V> {
  readonly #maxBytes: number;
  /** In order of use; a Map keeps the order of insertion. */
  readonly #held = new Map<string, Held<V>>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): V | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    this.#held.delete(key);
    this.#held.set(key, held);
    return held.value;
  }

  /** A value larger than all the room there is, is not kept. */
  set(key: string, value: V, bytes: number): void {
    this.delete(key);
    if (bytes > this.#maxBytes) return;
    this.#held.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.delete(oldest);
    }
  }

  *values(): Iterable<V> {
    for (const { value } of this.#held.values()) yield value;
  }

  delete(key: string): void {
    this.#bytes -= this.#held.get(key)?.bytes ?? 0;
    this.#held.delete(key);
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }
}
