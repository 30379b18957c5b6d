/** Connections that serve one request at a time: the lowest number that is free is taken, so few are opened. */
export class Lanes {
  readonly #busy = new Set<string>();

  /** @returns a key that nobody else has until it is given back. */
  take(prefix: string): string {
    for (let number = 1; ; number++) {
      const key = `${prefix} ${number}`;
      if (this.#busy.has(key)) continue;
      this.#busy.add(key);
      return key;
    }
  }

  giveBack(key: string): void {
    this.#busy.delete(key);
  }
}
