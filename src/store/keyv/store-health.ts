import { messageOf } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import { type Fault, faultOf } from '../faults.ts';

/** Whether a store works. Each kind of fault is told once until the store has recovered. */
export class StoreHealth {
  readonly #log: Log;
  readonly #faults = new Set<Fault>();

  constructor(log: Log) {
    this.#log = log;
  }

  get isHealthy(): boolean {
    return this.#faults.size === 0;
  }

  get faults(): readonly Fault[] {
    return [...this.#faults];
  }

  note(error: unknown): Fault {
    const fault = faultOf(error);
    if (!this.#faults.has(fault)) {
      this.#faults.add(fault);
      this.#log.warn({ fault, reason: messageOf(error) }, 'the cache store fails; calls go on without it');
    }
    return fault;
  }

  noteSuccess(): void {
    if (this.#faults.size === 0) return;
    this.#faults.clear();
    this.#log.info({}, 'the cache store works again');
  }
}
