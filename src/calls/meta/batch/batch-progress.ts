import type { JsonObject } from '../../../protocol/json-rpc.ts';

interface BatchProgressOptions {
  /** Calls in all. */
  readonly total: number;
  readonly report: (params: JsonObject) => void;
}

/** How far a batch is: the calls that have ended, and of those that run the part that each says it has done. */
export class BatchProgress {
  readonly #options: BatchProgressOptions;
  /** By id, 0 to 1. */
  readonly #parts = new Map<string, number>();
  #ended = 0;

  constructor(options: BatchProgressOptions) {
    this.#options = options;
  }

  /** Takes what a call's own server says of its progress. */
  advance(id: string, { progress, total, message }: JsonObject): void {
    const before = this.#parts.get(id) ?? 0;
    const said = Number(progress) / Number(total);
    // It must grow with every report (spec, progress), also where a server gives no total, or exceeds it.
    const part = Math.max(said < 1 ? said : 0, before + (1 - before) / 100);
    this.#parts.set(id, part);
    this.#report(typeof message === 'string' ? `${id}: ${message}` : id);
  }

  end(id: string): void {
    this.#parts.delete(id);
    this.#ended++;
    this.#report(`${id} is done`);
  }

  #report(message: string): void {
    const { total, report } = this.#options;
    const running = [...this.#parts.values()].reduce((sum, part) => sum + part, 0);
    report({ progress: this.#ended + running, total, message });
  }
}
