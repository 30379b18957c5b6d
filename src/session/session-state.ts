import type { JsonObject } from '../protocol/json-rpc.ts';
import type { ModernCallers } from './modern-callers.ts';

/** What of a session outlives its connection and our process: what the client will not say again. */
export interface SessionState {
  readonly sessionId: string;
  readonly isInitialized: boolean;
  readonly capabilities: JsonObject;
  readonly clientInfo: JsonObject;
  readonly logLevel?: string | undefined;
  readonly subscribedUris: readonly string[];
}

/** Where a session comes from, and where it goes on after us. */
export interface SessionOrigin {
  /** Empty where nothing is known of it. */
  readonly workspace: string;
  /** The one server that the client is shown, as itself; absent, it is shown everything. */
  readonly onlyServer?: string | undefined;
  /** The callers of modern requests where they outlive this session; whoever made them releases them. */
  readonly callers?: ModernCallers | undefined;
  /** As it was kept, for a session that goes on. */
  readonly state?: SessionState | undefined;
  /** Keeps it; absent where the session ends with its connection. */
  readonly save?: ((state: SessionState) => void) | undefined;
}
