import { type KeyvStorageAdapter, type KeyvStorageCapability, keyvStorageCapability } from 'keyv';
import type { StoredText, StoredTexts } from './stored-texts.ts';

type Entry = Parameters<KeyvStorageAdapter['setMany']>[0][number];

/** Keyv's storage over our one SQLite file; `@keyv/test-suite` holds it to Keyv's contract. */
export class KeyvSqlite {
  /** Set by Keyv. */
  namespace: string | undefined;
  readonly #texts: StoredTexts;

  constructor(texts: StoredTexts) {
    this.#texts = texts;
  }

  get capabilities(): KeyvStorageCapability {
    return keyvStorageCapability(this);
  }

  /** Without a wait, and mostly without a read: false for what is not stored. */
  mayHave(key: string): boolean {
    return this.#texts.mayHave(this.#space, key);
  }

  /** As `setMany`, for values that are texts as they shall be stored. */
  write(texts: readonly StoredText[]): void {
    this.#texts.write(this.#space, texts);
  }

  async get(key: string): Promise<string | undefined> {
    return this.#texts.get(this.#space, key);
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    return keys.map((key) => this.#texts.get(this.#space, key));
  }

  async has(key: string): Promise<boolean> {
    return this.#texts.get(this.#space, key) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return keys.map((key) => this.#texts.get(this.#space, key) !== undefined);
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    this.write([{ key, value: String(value), expires }]);
    return true;
  }

  async setMany(entries: Entry[]): Promise<boolean[]> {
    this.write(entries.map(({ key, value, expires }) => ({ key, value: String(value), expires })));
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    return this.#texts.delete(this.#space, [key])[0] === true;
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#texts.delete(this.#space, keys);
  }

  async clear(): Promise<void> {
    this.#texts.clear(this.#space);
  }

  async *iterator<Value>(): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    for (const entry of this.#texts.all(this.#space)) yield entry;
  }

  get #space(): string {
    return this.namespace ?? '';
  }
}
