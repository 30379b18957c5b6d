import type { RecentCall } from '../../protocol/daemon/recent-call.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Era } from '../../protocol/versions.ts';
import type { ListDigests } from './seen-lists.ts';

/**
 * What of a session outlives its connection and our process: what the client will not say again. An earlier
 * version may have saved it, without what is optional here.
 */
export interface SessionState {
  readonly sessionId: string;
  readonly isInitialized: boolean;
  /** Of the first who spoke. */
  readonly era?: Era | undefined;
  readonly capabilities: JsonObject;
  readonly clientInfo: JsonObject;
  readonly logLevel?: string | undefined;
  readonly subscribedUris: readonly string[];
  readonly workspace?: string | undefined;
  /** The server that the client is shown as itself, or a profile; absent, it is shown everything. */
  readonly shown?: string | undefined;
  /** What the lists were that the client was given. */
  readonly lists?: ListDigests | undefined;
  /** The oldest first. */
  readonly recentCalls?: readonly RecentCall[] | undefined;
}

/** Where sessions are kept beyond our process. One belongs to its principal: with any other it does not exist. */
export interface SessionStore {
  find(sessionId: string, principal: string): SessionState | undefined;
  save(principal: string, state: SessionState): void;
  /** Forgets one that its client has ended. */
  remove(sessionId: string): void;
}

/** Where a session comes from, and where it goes on after us. */
export interface SessionOrigin {
  /** Empty where nothing is known of it. */
  readonly workspace: string;
  /** The server that the client is shown as itself, or a profile; absent, it is shown everything. */
  readonly shown?: string | undefined;
  /** The id of a new session, where whoever opens it has to know it beforehand. */
  readonly sessionId?: string | undefined;
  /** As it was kept, for a session that goes on. */
  readonly state?: SessionState | undefined;
  /** Keeps it; absent where the session ends with its connection. */
  readonly save?: ((state: SessionState) => void) | undefined;
}
