import type { JsonObject } from '../../../protocol/json-rpc.ts';
import { GatewayError, PeerError } from '../../../shared/errors.ts';
import type { CallToolResult } from '../../call.ts';
import type { PlannedCall } from './plan.ts';
import { withReferences } from './references.ts';

/** What became of one call of a batch. */
export interface Outcome {
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Whatever the tool answered, or a text that says why it did not. */
  readonly result: CallToolResult;
}

interface BatchOptions {
  readonly execute: (call: PlannedCall, args: JsonObject) => Promise<CallToolResult>;
  /** After a failure nothing more is started. */
  readonly stopsOnError: boolean;
  /** Several writes to a server may be in flight. */
  readonly parallelWrites: boolean;
  /** Once aborted, nothing more is started. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly onOutcome: (call: PlannedCall) => void;
}

/**
 * Runs planned calls: each as soon as those it needs have succeeded, and writes to a server one after the
 * other. Equal reads run once, unless something was written to their server in between.
 */
export class Batch {
  readonly #options: BatchOptions;
  readonly #calls: ReadonlyMap<string, PlannedCall>;
  readonly #outcomes = new Map<string, Promise<Outcome>>();
  readonly #results = new Map<string, CallToolResult>();
  readonly #reads = new Map<string, Promise<Outcome>>();
  readonly #lastWrite = new Map<string, Promise<Outcome>>();
  /** Writes begun and ended, by server. */
  readonly #generations = new Map<string, number>();
  #hasFailed = false;

  constructor(calls: readonly PlannedCall[], options: BatchOptions) {
    this.#options = options;
    this.#calls = new Map(calls.map((call) => [call.id, call]));
  }

  /** What became of each, in the order in which they were given. Never rejects for a call that fails. */
  run(): Promise<Outcome[]> {
    return Promise.all([...this.#calls.values()].map((call) => this.#outcomeOf(call)));
  }

  #outcomeOf(call: PlannedCall): Promise<Outcome> {
    let outcome = this.#outcomes.get(call.id);
    if (!outcome) {
      outcome = this.#follow(call);
      this.#outcomes.set(call.id, outcome);
    }
    return outcome;
  }

  async #follow(call: PlannedCall): Promise<Outcome> {
    for (const id of call.dependsOn) {
      const needed = this.#calls.get(id);
      const outcome = needed && (await this.#outcomeOf(needed));
      if (outcome?.status !== 'ok')
        return this.#settle(call, skipped(`It needs ${id}, which gave no result.`));
    }
    return this.#settle(call, await this.#start(call));
  }

  #settle(call: PlannedCall, outcome: Outcome): Outcome {
    if (outcome.status === 'ok') this.#results.set(call.id, outcome.result);
    this.#options.onOutcome(call);
    return outcome;
  }

  #start(call: PlannedCall): Promise<Outcome> {
    let args: JsonObject;
    try {
      args = withReferences(call.args, (id) => this.#results.get(id));
    } catch (error) {
      return Promise.resolve(this.#failed(error));
    }
    return call.isWrite ? this.#write(call, args) : this.#read(call, args);
  }

  #read(call: PlannedCall, args: JsonObject): Promise<Outcome> {
    const generation = this.#generations.get(call.serverName) ?? 0;
    const key = JSON.stringify([call.qualifiedName, generation, sorted(args)]);
    let outcome = this.#reads.get(key);
    if (!outcome) {
      outcome = this.#execute(call, args);
      this.#reads.set(key, outcome);
    }
    return outcome;
  }

  #write(call: PlannedCall, args: JsonObject): Promise<Outcome> {
    const { serverName } = call;
    const previous = this.#options.parallelWrites ? undefined : this.#lastWrite.get(serverName);
    const write = async (): Promise<Outcome> => {
      await previous;
      this.#advance(serverName);
      const outcome = await this.#execute(call, args);
      this.#advance(serverName);
      return outcome;
    };
    const outcome = write();
    this.#lastWrite.set(serverName, outcome);
    return outcome;
  }

  #advance(serverName: string): void {
    this.#generations.set(serverName, (this.#generations.get(serverName) ?? 0) + 1);
  }

  async #execute(call: PlannedCall, args: JsonObject): Promise<Outcome> {
    const { execute, stopsOnError, signal, now } = this.#options;
    if (signal.aborted) return skipped('The time was up before it began.');
    if (stopsOnError && this.#hasFailed) return skipped('Another call had failed before it began.');
    const startedAt = now();
    try {
      const result = await execute(call, args);
      if (result.isError === true) this.#hasFailed = true;
      const status = result.isError === true ? 'failed' : 'ok';
      return { status, durationMs: Math.round(now() - startedAt), result };
    } catch (error) {
      return this.#failed(error, Math.round(now() - startedAt));
    }
  }

  /** @throws what is a bug, and no call's failure */
  #failed(error: unknown, durationMs = 0): Outcome {
    if (!(error instanceof GatewayError || error instanceof PeerError)) throw error;
    this.#hasFailed = true;
    const text = error instanceof GatewayError ? error.text : error.message;
    return { status: 'failed', durationMs, result: errorText(text) };
  }
}

const skipped = (reason: string): Outcome => ({
  status: 'skipped',
  durationMs: 0,
  result: errorText(reason),
});

const errorText = (text: string): CallToolResult => ({ content: [{ type: 'text', text }], isError: true });

/** Equal for arguments that differ only in the order of their keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
