import type { Snapshot } from '../documents/snapshot.ts';
import { type Meanings, similarities } from '../meaning/meanings.ts';
import type { Weights } from '../weights.ts';
import type { Action } from './action.ts';
import type { Concept } from './concepts.ts';
import type { Reading } from './fuse.ts';
import { coverNames, highestScore, scoreRows } from './score.ts';

/** A text brought into what the index can look up. */
export interface Request {
  readonly concepts: readonly Concept[];
  /** Where the text points; undefined where none of its words is known. */
  readonly direction: Float32Array | undefined;
  /** The kinds of action that the text speaks of. */
  readonly actions: ReadonlySet<Action>;
}

export interface ScoredReading extends Reading {
  /** How well the servers fit, 0…1. */
  readonly servers: Float32Array;
  /** The best tool's plain score. */
  readonly strength: number;
  /** The part of the request that the best tool covers, 0…1. */
  readonly coverage: number;
}

export interface ReadingContext {
  readonly snapshot: Snapshot;
  readonly weights: Weights;
  /** 1 for each tool that may be found; absent when all may. */
  readonly allowed: Uint8Array | undefined;
}

const SERVER_SMOOTHING = 0.5;

/** Scores every tool for one request; `whole` is the reading of the text that the request is a step of. */
export function readRequest(request: Request, context: ReadingContext, whole?: ScoredReading): ScoredReading {
  const { snapshot, weights, allowed } = context;
  const scores = scoreRows(snapshot.toolPostings, request.concepts, weights.idfSmoothing);
  if (allowed) for (let row = 0; row < scores.length; row++) if (!allowed[row]) scores[row] = 0;
  const strength = highest(scores);
  const servers = scoreRows(snapshot.serverPostings, request.concepts, SERVER_SMOOTHING);
  scale(servers, 1 / (highest(servers) || 1));
  const near = nearness(snapshot.toolMeanings, request.direction);
  const nearServers = nearness(snapshot.serverMeanings, request.direction);
  const covered = coverNames(snapshot.namePostings, request.concepts);
  for (let row = 0; row < scores.length; row++) {
    const plain = scores[row] ?? 0;
    const nearby = near?.[row] ?? 0;
    if ((plain === 0 && nearby < weights.minNearness) || allowed?.[row] === 0) continue;
    const server = snapshot.tools[row]?.server ?? 0;
    const score =
      plain / (strength || 1) +
      weights.nearness * nearby +
      weights.serverNearness * (nearServers?.[server] ?? 0) +
      weights.serverPrior * (servers[server] ?? 0) +
      weights.wholePrior * (whole?.servers[server] ?? 0) +
      weights.nameCoverage * Math.min(1, covered[row] ?? 0) +
      actionFit(snapshot.actions[row] ?? [], request.actions, weights);
    scores[row] = Math.max(Number.EPSILON, score);
  }
  const coverage =
    strength / (highestScore(snapshot.toolPostings, request.concepts, weights.idfSmoothing) || 1);
  return { scores, servers, strength, coverage, weight: 1 };
}

/** How near rows are to a direction, 1 for the nearest. */
function nearness(meanings: Meanings, direction: Float32Array | undefined): Float32Array | undefined {
  if (!direction) return undefined;
  const near = similarities(meanings, direction);
  scale(near, 1 / (highest(near) || 1));
  return near;
}

/** A tool that does what is asked gains; one that does another thing loses, most of all one that deletes. */
function actionFit(does: readonly Action[], asked: ReadonlySet<Action>, weights: Weights): number {
  if (does.length === 0) return 0;
  const harm = does.includes('delete') && !asked.has('delete') ? -weights.destructive : 0;
  if (asked.size === 0) return harm;
  return harm + (does.some((action) => asked.has(action)) ? weights.actionMatch : -weights.actionClash);
}

function highest(values: Float32Array): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) best = Math.max(best, values[i] ?? 0);
  return best;
}

function scale(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * factor;
}
