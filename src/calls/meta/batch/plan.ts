import type { PublishedTool } from '../../../catalog/publish.ts';
import { claimsReadOnly } from '../../../policy/read-only.ts';
import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { invalidArguments, readName, readTexts, readToolArguments } from '../arguments.ts';
import { referencesIn } from './references.ts';

/** One call of a batch that has been found to be possible. */
export interface PlannedCall {
  readonly id: string;
  readonly qualifiedName: string;
  readonly serverName: string;
  /** It may change something at its server. */
  readonly isWrite: boolean;
  /** References are still in it. */
  readonly args: JsonObject;
  /** Ids of the calls that come first, asked for or referred to. */
  readonly dependsOn: readonly string[];
}

const MAX_CALLS = 32;
const ID = /^[\w.-]{1,64}$/;

/**
 * Checks a whole batch before any of it runs.
 *
 * @returns the calls in the order in which they were given
 * @throws GatewayError `invalid_arguments` that names the call and what is wrong with it
 */
export async function planBatch(
  calls: unknown,
  getTool: (name: string) => Promise<PublishedTool>,
): Promise<PlannedCall[]> {
  if (!Array.isArray(calls) || calls.length === 0) throw invalidArguments('calls must be a list of calls.');
  if (calls.length > MAX_CALLS)
    throw invalidArguments(`${calls.length} calls are too many.`, `Give at most ${MAX_CALLS} at a time.`);
  const planned: PlannedCall[] = [];
  for (const [index, call] of calls.entries()) planned.push(await planCall(call, String(index + 1), getTool));
  const ids = new Set<string>();
  for (const { id } of planned) {
    if (ids.has(id)) throw invalidArguments(`Two calls have the id ${id}.`);
    ids.add(id);
  }
  for (const { id, dependsOn } of planned) {
    const missing = dependsOn.find((other) => !ids.has(other));
    if (missing !== undefined)
      throw invalidArguments(`Call ${id} needs ${missing}, which is no call of this batch.`);
  }
  const circle = inCircle(planned);
  if (circle.length > 0) throw invalidArguments(`These calls wait for each other: ${circle.join(', ')}.`);
  return planned;
}

async function planCall(
  call: unknown,
  position: string,
  getTool: (name: string) => Promise<PublishedTool>,
): Promise<PlannedCall> {
  if (!isObject(call)) throw invalidArguments(`Call ${position} must be an object.`);
  const id = call.id === undefined ? position : String(call.id);
  if (!ID.test(id))
    throw invalidArguments(`Call ${position} has an id that is not letters, digits, "_", "-", ".".`);
  try {
    const args = readToolArguments(call.arguments);
    const { qualifiedName, serverName, isReadOnly, tool } = await getTool(readName(call.name));
    return {
      id,
      qualifiedName,
      serverName,
      // For the order of calls a server's own word is enough: a wrong one is wrong about itself alone.
      isWrite: !isReadOnly && !claimsReadOnly(tool),
      args,
      dependsOn: [...new Set([...readTexts(call.after, 'after'), ...referencesIn(args)])],
    };
  } catch (error) {
    if (error instanceof GatewayError) throw invalidArguments(`Call ${id}: ${error.text}`);
    throw error;
  }
}

/** The calls that can never start, for they need each other or themselves. */
function inCircle(calls: readonly PlannedCall[]): string[] {
  const done = new Set<string>();
  let waiting = calls;
  for (;;) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => done.has(id)));
    if (ready.length === 0) return waiting.map(({ id }) => id);
    for (const { id } of ready) done.add(id);
    waiting = waiting.filter(({ id }) => !done.has(id));
  }
}
