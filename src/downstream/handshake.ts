import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import type { Peer } from '../protocol/peer.ts';
import { type Era, LATEST_LEGACY, LATEST_MODERN, META } from '../protocol/versions.ts';
import type { Clock } from '../shared/clock.ts';
import { ERRORS, PeerError } from '../shared/errors.ts';
import { VERSION } from '../shared/version.ts';

/** What a server says of itself, in either era. */
export interface ServerIdentity {
  readonly era: Era;
  readonly protocolVersion: string;
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions: string | undefined;
}

/** How long `server/discover` may stay unanswered before `initialize` is tried on the same process. */
const PROBE_SILENCE_MS = 4_000;

const CLIENT_INFO: JsonObject = { name: 'trunkline', title: 'Trunkline', version: VERSION };

/** The modern era's envelope for one request to a server. */
export function envelope(capabilities: JsonObject): JsonObject {
  return {
    [META.protocolVersion]: LATEST_MODERN,
    [META.clientInfo]: CLIENT_INFO,
    [META.clientCapabilities]: capabilities,
  };
}

/**
 * Greets a server on an open connection and learns its era. Unknown eras are probed in place:
 * `server/discover` first, and on any error, or on silence, `initialize`. A server that has answered
 * `discover` is never sent `initialize`, which it would refuse.
 */
export async function greet(
  peer: Peer,
  era: Era | 'auto',
  capabilities: JsonObject,
  clock: Clock,
): Promise<ServerIdentity> {
  if (era === 'legacy') return initialize(peer, capabilities);
  const discovery = discover(peer, capabilities);
  if (era === 'modern') return discovery;
  const verdict = await Promise.race([
    discovery.catch((error: unknown) => {
      // Only an answer tells the era; a lost connection is the caller's to see.
      if (error instanceof PeerError) return undefined;
      throw error;
    }),
    new Promise<undefined>((resolve) => clock.after(PROBE_SILENCE_MS, () => resolve(undefined))),
  ]);
  if (verdict) return verdict;
  // A slow modern server answers its probe late and then refuses `initialize`: the first success counts.
  return Promise.any([initialize(peer, capabilities), discovery]).catch((error: AggregateError) => {
    throw error.errors[0];
  });
}

async function initialize(peer: Peer, capabilities: JsonObject): Promise<ServerIdentity> {
  const result = await peer.request('initialize', {
    protocolVersion: LATEST_LEGACY,
    capabilities,
    clientInfo: CLIENT_INFO,
  });
  peer.notify('notifications/initialized');
  return identity('legacy', String(result.protocolVersion ?? LATEST_LEGACY), result, result.serverInfo);
}

async function discover(peer: Peer, capabilities: JsonObject): Promise<ServerIdentity> {
  const ask = () => peer.request('server/discover', { _meta: envelope(capabilities) });
  const result = await ask().catch((error: unknown) => {
    // It may have meant a version that it does serve after all, as it says itself.
    if (isVersionOffered(error)) return ask();
    throw error;
  });
  const meta = result._meta as JsonObject | undefined;
  return identity('modern', LATEST_MODERN, result, meta?.[META.serverInfo] ?? result.serverInfo);
}

function isVersionOffered(error: unknown): boolean {
  if (!(error instanceof PeerError) || error.code !== ERRORS.unsupported_version.jsonRpc) return false;
  const supported = isObject(error.data) ? error.data.supported : undefined;
  return Array.isArray(supported) && supported.includes(LATEST_MODERN);
}

function identity(
  era: Era,
  protocolVersion: string,
  result: JsonObject,
  serverInfo: unknown,
): ServerIdentity {
  return {
    era,
    protocolVersion,
    capabilities: isObject(result.capabilities) ? result.capabilities : {},
    serverInfo: isObject(serverInfo) ? serverInfo : {},
    instructions: typeof result.instructions === 'string' ? result.instructions : undefined,
  };
}
