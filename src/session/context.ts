import type { ReadResource } from '../calls/cache/read-resource.ts';
import type { TokenAccount } from '../calls/meta/token-account.ts';
import type { Pipeline } from '../calls/pipeline.ts';
import type { ToolCosts } from '../catalog/tokens/tool-costs.ts';
import type { View } from '../catalog/view.ts';
import type { Caller } from '../downstream/caller.ts';
import type { Servers } from '../downstream/servers.ts';
import type { RecentCall } from '../protocol/daemon/recent-call.ts';
import type { JsonObject, RequestId } from '../protocol/json-rpc.ts';
import type { Era } from '../protocol/versions.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Listeners } from './listeners.ts';
import type { ModernCallers } from './modern-callers.ts';
import type { ParkedCalls } from './questions/parked-calls.ts';
import type { Session } from './session.ts';

/** What a session works with; all but the view is the same for every session. */
export interface SessionParts {
  /** What this client is shown. */
  readonly view: View;
  readonly servers: Servers;
  readonly pipeline: Pipeline;
  readonly readResource: ReadResource;
  /** Resolves when servers that have never run were given a moment to say what they have. */
  readonly firstLists: () => Promise<void>;
  /** Calls of modern clients that wait for their answers to questions. */
  readonly parkedCalls: ParkedCalls;
  readonly toolCosts: ToolCosts;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sends the client of a request a notification that belongs to it. */
export type Notify = (method: string, params: JsonObject) => void;

/** What there is of a session for the requests of either era. */
export interface RequestSession {
  /** On whose behalf modern requests ask servers. */
  readonly modernCallers: ModernCallers;
  readonly listeners: Listeners;
  /** What its client was sent of the tools; absent where its requests come from many. */
  readonly tokens: TokenAccount | undefined;
  /** Remembers a call of a tool that has ended; absent where the session ends with its connection. */
  readonly noteCall: ((ended: RecentCall) => void) | undefined;
  /** Told who a modern client is, by the envelope of each of its requests. */
  meet(meta: JsonObject): void;
}

/** One request of a client while it is being answered. */
export interface RequestContext {
  readonly id: RequestId;
  readonly session: RequestSession;
  readonly parts: SessionParts;
  readonly era: Era;
  /** On whose behalf servers are asked: in the modern era the capabilities are this request's own. */
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly notify: Notify;
  /** Passes progress on under the client's own token; absent where it gave none. */
  readonly onProgress: ((params: JsonObject) => void) | undefined;
}

/** Of an era whose clients have a session to themselves. */
export interface LegacyContext extends RequestContext {
  readonly session: Session;
}

/** Answers one method. @throws GatewayError, or PeerError as the server answered. */
export type Method = (params: JsonObject, context: RequestContext) => Promise<JsonObject>;

/** Answers one method that the legacy era alone has. Throws as `Method`. */
export type LegacyMethod = (params: JsonObject, context: LegacyContext) => Promise<JsonObject>;
