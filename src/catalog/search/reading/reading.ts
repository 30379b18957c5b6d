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
  readonly fit: Fit;
}

/** How well the best tool fits, each part 0…1. */
export interface Fit {
  /** How much of what the request asks for the tool speaks of. */
  readonly coverage: number;
  /** How near the two are in meaning. */
  readonly similarity: number;
  /** How much of the tool's name the request speaks of. */
  readonly name: number;
}

export interface ReadingContext {
  readonly snapshot: Snapshot;
  readonly weights: Weights;
  /** What tools and servers mean, in the space that directions point in. */
  readonly meanings: { readonly tools: Meanings; readonly servers: Meanings };
  readonly nearness: number;
  /** 1 for each tool that may be found; absent when all may. */
  readonly allowed: Uint8Array | undefined;
}

const SERVER_SMOOTHING = 0.5;
const FEW_TOOLS = 40;

/** Whether the best tool fits well enough to be offered without a word of doubt. */
export function isConvincing(
  { coverage, similarity, name }: Fit,
  toolCount: number,
  weights: Weights,
): boolean {
  const { convincing } = weights;
  // Of many tools the best fits better by chance alone.
  const least = convincing.least + convincing.perDoubling * Math.log2(Math.max(1, toolCount / FEW_TOOLS));
  return convincing.coverage * coverage + similarity + Math.min(1, name) >= least;
}

/** Scores the tools for one request; `whole` is the reading of the text that the request is a step of. */
export function readRequest(request: Request, context: ReadingContext, whole?: ScoredReading): ScoredReading {
  const { snapshot, meanings, weights, allowed } = context;
  const { concepts, direction } = request;
  const plain = scoreRows(snapshot.toolPostings, concepts, weights.idfSmoothing);
  if (allowed) for (let row = 0; row < plain.length; row++) if (!allowed[row]) plain[row] = 0;
  const strength = highest(plain);
  // For a step, what shares few of its words is not compared: it would not come near, and there may be many steps.
  const least = whole ? weights.candidate * strength : -1;
  const isCompared = (row: number): boolean => (plain[row] ?? 0) > least && allowed?.[row] !== 0;
  const servers = scaled(scoreRows(snapshot.serverPostings, concepts, SERVER_SMOOTHING));
  const near = direction && similarities(meanings.tools, direction, isCompared);
  const nearest = (near && highest(near)) || 1;
  const nearServers = direction && scaled(similarities(meanings.servers, direction, () => true));
  const covered = coverNames(snapshot.namePostings, concepts);
  const scores = new Float32Array(plain.length);
  let best = 0;
  for (let row = 0; row < scores.length; row++) {
    if (!plain[row] && !near?.[row]) continue;
    const server = snapshot.tools[row]?.server ?? 0;
    const score =
      (plain[row] ?? 0) / (strength || 1) +
      context.nearness * ((near?.[row] ?? 0) / nearest) +
      weights.serverNearness * (nearServers?.[server] ?? 0) +
      weights.serverPrior * (servers[server] ?? 0) +
      weights.wholePrior * (whole?.servers[server] ?? 0) +
      weights.nameCoverage * Math.min(1, covered[row] ?? 0) +
      actionFit(snapshot.actions[row] ?? [], request.actions, weights);
    scores[row] = Math.max(Number.EPSILON, score);
    if (score > (scores[best] ?? 0)) best = row;
  }
  const possible = highestScore(snapshot.toolPostings, concepts, weights.idfSmoothing) || 1;
  const fit = {
    coverage: (plain[best] ?? 0) / possible,
    similarity: near?.[best] ?? 0,
    name: covered[best] ?? 0,
  };
  return { scores, servers, strength, fit, weight: 1 };
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

/** Brings the highest value to 1, in place. */
function scaled(values: Float32Array): Float32Array {
  const factor = 1 / (highest(values) || 1);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * factor;
  return values;
}
