import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { Documents, type DocumentsOptions, type SavedText } from './documents.ts';

export interface SavedSnapshot {
  /** Wall time in milliseconds. */
  readonly savedAt: number;
  readonly snapshot: JsonObject;
}

/** What each server published and was like when it last ran, by the hash of its definition. */
export class CatalogSnapshots {
  readonly #documents: Documents;

  constructor(options: DocumentsOptions) {
    this.#documents = new Documents('snapshot', options);
  }

  /** Undefined where the server has never run, or what was saved cannot be read. */
  load(definitionHash: string): SavedSnapshot | undefined {
    const saved = this.#documents.load(definitionHash);
    return saved && parse(saved);
  }

  /** Those that are known, by definition hash. */
  loadAll(definitionHashes: readonly string[]): Map<string, SavedSnapshot> {
    const known = new Map<string, SavedSnapshot>();
    for (const hash of definitionHashes) {
      const saved = this.load(hash);
      if (saved) known.set(hash, saved);
    }
    return known;
  }

  save(definitionHash: string, snapshot: JsonObject): void {
    this.#documents.saveText(definitionHash, JSON.stringify(snapshot));
  }
}

function parse({ savedAt, text }: SavedText): SavedSnapshot | undefined {
  try {
    const snapshot: unknown = JSON.parse(text);
    return isObject(snapshot) ? { savedAt, snapshot } : undefined;
  } catch {
    // A torn or foreign text is as good as none: the server is asked again.
    return undefined;
  }
}
