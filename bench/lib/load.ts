import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { type Bar, barsTable } from './bars.ts';
import { machine, median, round, table } from './report.ts';
import { cpuMs, residentMb } from './usage.ts';

/** Calls to make, `inFlight` at a time, each answer letting out the next. */
export interface Load {
  /** Of every call, or of one call after the other and from the beginning again. */
  readonly params: JsonObject | readonly JsonObject[];
  readonly calls: number;
  readonly inFlight: number;
  /** What an answer has to be, besides no error. */
  readonly accept?: ((result: JsonObject) => boolean) | undefined;
}

/** A process (or a chain of them) under load. Whoever opens it closes it. */
export interface Target {
  readonly name: string;
  /** Resolves with latencies in ms. */
  readonly host: { call(load: Load): Promise<Iterable<number>> };
  /** The processes that stand between the host and the server: their CPU and memory are added up. */
  readonly pids: readonly number[];
  /** The params of the next calls. */
  readonly next: (calls: number) => Load['params'];
  readonly accept?: Load['accept'];
  readonly close: () => Promise<void>;
}

interface Sample {
  readonly medianUs: number;
  readonly callsPerSecond: number;
  readonly cpuUs: number;
}

/** What a call through one target costs, with one call and with 32 in flight. */
export interface Row {
  readonly name: string;
  readonly one: Sample;
  readonly many: Sample;
  readonly memoryMb: number;
}

interface Rounds {
  readonly rounds: number;
  /** Before anything is counted, 32 in flight: for the compilers. */
  readonly warmUp: number;
  /** Calls of one round, at each number in flight. */
  readonly calls: { readonly 1: number; readonly 32: number };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Measures all targets in interleaved rounds, so that what else happens on the machine meets all of them. */
export async function measureRounds(
  targets: readonly Target[],
  { rounds, warmUp, calls }: Rounds,
): Promise<Row[]> {
  const samples = targets.map((target) => ({ target, one: [] as Sample[], many: [] as Sample[] }));
  for (const target of targets) await measure(target, 32, warmUp);
  for (let index = 0; index < rounds; index++) {
    for (const { target, one, many } of samples) {
      one.push(await measure(target, 1, calls[1]));
      many.push(await measure(target, 32, calls[32]));
    }
  }
  return samples.map(({ target, one, many }) => ({
    name: target.name,
    one: middle(one),
    many: middle(many),
    memoryMb: sum(target.pids.map(residentMb)),
  }));
}

async function measure(
  { host, pids, next, accept }: Target,
  inFlight: 1 | 32,
  calls: number,
): Promise<Sample> {
  const params = next(calls);
  const cpuBefore = sum(pids.map(cpuMs));
  const start = performance.now();
  const latencies = await host.call({ params, calls, inFlight, accept });
  const elapsedMs = performance.now() - start;
  return {
    medianUs: median(latencies) * 1_000,
    callsPerSecond: (calls / elapsedMs) * 1_000,
    cpuUs: ((sum(pids.map(cpuMs)) - cpuBefore) / calls) * 1_000,
  };
}

function middle(samples: readonly Sample[]): Sample {
  return {
    medianUs: median(samples.map(({ medianUs }) => medianUs)),
    callsPerSecond: median(samples.map(({ callsPerSecond }) => callsPerSecond)),
    cpuUs: median(samples.map(({ cpuUs }) => cpuUs)),
  };
}

interface Flags {
  readonly rounds: string;
  readonly json: boolean;
}

/** Prints the rows and the bars they are held against: tables as they stand in `docs/performance.md`, or JSON. */
export function reportRows(
  rows: readonly Row[],
  barsOf: (rows: readonly Row[]) => Bar[],
  { rounds, json }: Flags,
): void {
  const bars = barsOf(rows);
  if (json) {
    console.log(JSON.stringify({ machine: machine(), rounds: Number(rounds), rows, bars }, null, 2));
    return;
  }
  console.log(`${machine()}; ${rounds} rounds\n\n${rowsTable(rows)}`);
  if (bars.length > 0) console.log(`\n${barsTable(bars)}`);
}

/** A table as it stands in `docs/performance.md`. */
export function rowsTable(rows: readonly Row[]): string {
  const head = ['target', '1: median µs', '1: CPU µs', '32: calls/s', '32: median µs', '32: CPU µs', 'MB'];
  const cells = rows.map(({ name, one, many, memoryMb }) => [
    name,
    round(one.medianUs),
    round(one.cpuUs),
    round(many.callsPerSecond),
    round(many.medianUs),
    round(many.cpuUs, 1),
    round(memoryMb),
  ]);
  return table(head, cells);
}
