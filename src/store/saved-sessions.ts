import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { Documents, type DocumentsOptions } from './documents.ts';

interface SavedSessionsOptions extends DocumentsOptions {
  /** A session that nothing was saved of for so long is not taken up again. */
  readonly ttlMs: number;
}

/** Sessions as they were last saved. One belongs to its principal: with any other it does not exist. */
export class SavedSessions {
  readonly #documents: Documents;
  readonly #options: SavedSessionsOptions;

  constructor(options: SavedSessionsOptions) {
    this.#documents = new Documents('session', options);
    this.#options = options;
  }

  find(sessionId: string, principal: string): JsonObject | undefined {
    const saved = this.#documents.load(sessionId);
    if (!saved || saved.savedAt + this.#options.ttlMs < this.#options.clock.wallTime()) return undefined;
    const record = parse(saved.text);
    return record?.principal === principal && isObject(record.state) ? record.state : undefined;
  }

  save(sessionId: string, principal: string, state: JsonObject): void {
    this.#documents.saveText(sessionId, JSON.stringify({ principal, state }));
  }

  remove(sessionId: string): void {
    this.#documents.remove(sessionId);
  }
}

function parse(text: string): JsonObject | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return isObject(record) ? record : undefined;
  } catch {
    return undefined; // torn: as good as none
  }
}
