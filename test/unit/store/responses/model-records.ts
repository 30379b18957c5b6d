import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';

export interface ReadOf {
  readonly process: number;
  readonly server: string;
  readonly kind: 'tool' | 'resource';
  readonly principal: string;
  readonly argument: number;
  readonly mode: 'use' | 'refresh' | 'bypass';
}

/** One request that reached a server, as the model remembers it. */
export interface Run {
  readonly of: ReadOf;
  readonly definition: number;
  readonly startedSeq: number;
  readonly startedAt: number;
  /** Of the process that answered, once it was written to: its answer may come from its memory. */
  readonly life: number | undefined;
  endedSeq: number;
  endedAt: number;
  /** How long it may be given again; 0 for what may not. */
  lifeMs: number;
  finish(outcome: JsonObject | Error): void;
}

export interface WriteRun {
  readonly process: number;
  readonly server: string;
  finish(outcome: JsonObject | Error): void;
}

/** What was asked, at the moment when it was asked. */
export interface Asked {
  readonly of: ReadOf;
  readonly definition: number;
  readonly startedSeq: number;
  readonly limitMs: number;
  /** Of the process that would be asked. */
  readonly life: number | undefined;
  /** By its rule: its own argument alone, no one thing, or anything. */
  readonly about: 'its own' | 'none' | 'anything';
  /** By its rule it does not come from the memory of a process. */
  readonly isDurable: boolean;
}

/** The moment at which something a server answered may have become old, and the one thing if it was only one. */
export interface Change {
  readonly seq: number;
  readonly argument: number | undefined;
}

export interface NotedChange {
  readonly process: number;
  readonly isWrite?: boolean;
  readonly argument?: number;
}

export interface Waiter {
  readonly process: number;
  readonly cancel: AbortController;
}
