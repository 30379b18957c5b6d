/** The TTLs that are weighed against what was seen. */
export const CANDIDATE_TTLS_MS = [10_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000];
const MAX_RECORDS = 50;

/** The last answer to one set of arguments. */
interface AnswerRecord {
  hash: string;
  at: number;
  /** Since when the answer has been the same. */
  sameSince: number;
  epoch: string;
  /** Per candidate TTL: when a cache with it would have stored the answer that it would hold now. */
  storedAt: number[];
}

/** What was seen of one tool; saved as JSON. */
export interface ToolEvidence {
  calls: number;
  /** Calls equal to an earlier one, with nothing between them that may have changed the server. */
  repeats: number;
  unchanged: number;
  /** Calls that were answered as before, though something between them may have changed the server. */
  sameAfterChange: number;
  /** The shortest time in which an answer changed by itself. */
  minChangeMs: number | null;
  /** The longest time for which one did not. */
  maxSameMs: number;
  /** A learned rule gave a wrong answer; none is learned again. */
  isContradicted: boolean;
  /** Per candidate TTL: what a cache with it would have spared. */
  spared: { calls: number; ms: number; bytes: number }[];
  records: Record<string, AnswerRecord>;
}

/** One answer, as it was seen. */
export interface Sighting {
  /** Of the request. */
  readonly key: string;
  /** Of the answer. */
  readonly hash: string;
  readonly at: number;
  /** Different after whatever may have changed the server. */
  readonly epoch: string;
  readonly durationMs: number;
  readonly bytes: number;
}

export function nothingSeen(): ToolEvidence {
  return {
    calls: 0,
    repeats: 0,
    unchanged: 0,
    sameAfterChange: 0,
    minChangeMs: null,
    maxSameMs: 0,
    isContradicted: false,
    spared: CANDIDATE_TTLS_MS.map(() => ({ calls: 0, ms: 0, bytes: 0 })),
    records: {},
  };
}

export function see(seen: ToolEvidence, sighting: Sighting): void {
  const { key, hash, at, epoch } = sighting;
  seen.calls++;
  const last = seen.records[key];
  if (last && last.epoch === epoch && at >= last.at) {
    noteRepeat(seen, last, sighting);
    return;
  }
  // The same answer as before a write has lasted all the while; another one says nothing.
  const isSame = last?.hash === hash && at >= last.at;
  if (isSame) seen.sameAfterChange++;
  const sameSince = isSame ? last.sameSince : at;
  seen.maxSameMs = Math.max(seen.maxSameMs, at - sameSince);
  delete seen.records[key];
  seen.records[key] = { hash, at, sameSince, epoch, storedAt: CANDIDATE_TTLS_MS.map(() => at) };
  const [oldest, ...others] = Object.keys(seen.records);
  if (others.length >= MAX_RECORDS && oldest !== undefined) delete seen.records[oldest];
}

/** What two processes have seen: the fuller account, and the changes of both. */
export function merge(a: ToolEvidence, b: ToolEvidence): ToolEvidence {
  const fuller = a.calls >= b.calls ? a : b;
  const changes = [a.minChangeMs, b.minChangeMs].filter((ms) => ms !== null);
  return {
    ...fuller,
    minChangeMs: changes.length > 0 ? Math.min(...changes) : null,
    isContradicted: a.isContradicted || b.isContradicted,
  };
}

function noteRepeat(seen: ToolEvidence, last: AnswerRecord, now: Sighting): void {
  seen.repeats++;
  CANDIDATE_TTLS_MS.forEach((ttl, index) => {
    const spared = seen.spared[index];
    if (!spared || now.at - (last.storedAt[index] ?? 0) >= ttl) {
      last.storedAt[index] = now.at;
      return;
    }
    spared.calls++;
    spared.ms += now.durationMs;
    spared.bytes += now.bytes;
  });
  if (last.hash === now.hash) {
    seen.unchanged++;
    seen.maxSameMs = Math.max(seen.maxSameMs, now.at - last.sameSince);
  } else {
    seen.minChangeMs = Math.min(seen.minChangeMs ?? Number.POSITIVE_INFINITY, now.at - last.at);
    last.sameSince = now.at;
    last.hash = now.hash;
  }
  last.at = now.at;
}
