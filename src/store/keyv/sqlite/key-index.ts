/** How full the table may be: beyond it, finding takes longer. */
const MAX_LOAD = 2 / 3;
const MIN_SLOTS = 1_024;
/** No fingerprint. */
const EMPTY = 0;

/**
 * Where something lies by the fingerprint of its key, in two flat tables: 24 to 48 bytes a key, and nothing for the
 * garbage collector to walk through. Nothing is ever taken out: an owner with too much in it fills another.
 */
export class KeyIndex {
  #fingerprints = new Float64Array(MIN_SLOTS);
  #ids = new Float64Array(MIN_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#fingerprints.byteLength + this.#ids.byteLength;
  }

  find(fingerprint: number): number | undefined {
    const slot = this.#slotOf(fingerprint);
    return this.#fingerprints[slot] === EMPTY ? undefined : this.#ids[slot];
  }

  set(fingerprint: number, id: number): void {
    const slot = this.#slotOf(fingerprint);
    if (this.#fingerprints[slot] === EMPTY) this.#size++;
    this.#fingerprints[slot] = fingerprint;
    this.#ids[slot] = id;
    if (this.#size > this.#ids.length * MAX_LOAD) this.#grow();
  }

  #grow(): void {
    const [fingerprints, ids] = [this.#fingerprints, this.#ids];
    this.#fingerprints = new Float64Array(2 * ids.length);
    this.#ids = new Float64Array(2 * ids.length);
    this.#size = 0;
    fingerprints.forEach((fingerprint, slot) => {
      if (fingerprint !== EMPTY) this.set(fingerprint, ids[slot] ?? 0);
    });
  }

  /** The slot that holds it, or the empty one that would. */
  #slotOf(fingerprint: number): number {
    const mask = this.#ids.length - 1;
    let slot = (fingerprint >>> 0) & mask;
    while (this.#fingerprints[slot] !== EMPTY && this.#fingerprints[slot] !== fingerprint)
      slot = (slot + 1) & mask;
    return slot;
  }
}

/** 53 bits of a text, never 0 (cyrb53, in the public domain): quick, no secret, and equal for some two texts in 10¹⁵. */
export function fingerprintOf(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (b & 0x1f_ffff) + (a >>> 0) || 1;
}
