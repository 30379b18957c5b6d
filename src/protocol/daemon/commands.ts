import type { RecentCall } from './recent-call.ts';

/** What commands ask of the daemon, each a JSON-RPC request after the hello. */
export const COMMANDS = {
  status: 'trunkline/status',
  stop: 'trunkline/stop',
  restart: 'trunkline/restart',
  cacheReport: 'trunkline/cache/report',
  cacheClear: 'trunkline/cache/clear',
} as const;

/** Answer to `status`. */
export interface DaemonStatus {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly configPath: string;
  readonly socket: string;
  /** Why the present configuration file is not in force; absent while it is. */
  readonly configProblem?: string | undefined;
  /** Where it is reached over HTTP; absent where the configuration does not ask for it. */
  readonly http?: HttpStatus | undefined;
  readonly sessions: readonly SessionStatus[];
  readonly servers: readonly ServerStatus[];
}

export interface HttpStatus {
  readonly url: string;
  readonly tokenFile: string;
  /** Why it is not reached there; it is tried again. */
  readonly problem?: string | undefined;
}

export interface SessionStatus {
  readonly sessionId: string;
  /** As it called itself in its first request; empty before. */
  readonly client: string;
  readonly era?: 'legacy' | 'modern' | undefined;
  readonly workspace: string;
  /** The shim's process, and the host's behind it; absent for a client over HTTP. */
  readonly pid?: number | undefined;
  readonly hostPid?: number | undefined;
  readonly connectedAt: string;
  readonly inFlight: number;
  /** Estimated: the list that it is shown, what `find_tools` and `describe_tools` answered, and the whole list. */
  readonly tokens: { readonly list: number; readonly answers: number; readonly fullList: number };
  /** It was taken up again after a lost connection or daemon. */
  readonly isResumed: boolean;
  /** The oldest first; a daemon of an earlier version tells none. */
  readonly recentCalls?: readonly RecentCall[];
}

export interface ServerStatus {
  readonly name: string;
  readonly state: 'stopped' | 'starting' | 'ready' | 'failing' | 'needs login';
  readonly tools: number;
  readonly connections: readonly ConnectionStatus[];
  /** Times it was started, and times it ended unasked, since the daemon began. */
  readonly starts: number;
  readonly losses: number;
  /** Calls that found an open connection. */
  readonly reused: number;
  readonly lastFailure?: string | undefined;
}

export interface ConnectionStatus {
  readonly pid?: number | undefined;
  readonly uptimeMs: number;
  readonly inFlight: number;
  readonly sessions: number;
}
