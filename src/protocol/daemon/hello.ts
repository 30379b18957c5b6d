import { isObject, type JsonObject } from '../json-rpc.ts';

/** Changes when shims and daemons of the versions before and after cannot talk to each other. */
export const DAEMON_PROTOCOL = 1;
export const HELLO = 'trunkline/hello';
/** From the daemon, which is about to leave: send nothing more, and say so. The session goes on with the next. */
export const DRAINING = 'trunkline/draining';
/** From the shim: nothing more comes on this connection. */
export const DRAINED = 'trunkline/drained';

/** The first message on every connection to the daemon. After it a host's frames follow, or commands. */
export interface Hello {
  readonly protocol: number;
  readonly version: string;
  /** Who speaks on this connection from now on. */
  readonly role: 'host' | 'command';
  /** The configuration that the other side must be serving. */
  readonly configPath: string;
  /** The shim's working directory, which most hosts set to the open project. */
  readonly cwd: string;
  /** What the host's environment tells of it (`HINTS`). */
  readonly hints: Readonly<Record<string, string>>;
  readonly pid: number;
  /** The host's process. */
  readonly parentPid: number;
  /** The session to go on with, after a daemon was lost. */
  readonly sessionId?: string | undefined;
  /** The profile that the host is shown; absent, it is shown everything. */
  readonly profile?: string | undefined;
}

export interface HelloAnswer {
  readonly protocol: number;
  readonly version: string;
  readonly pid: number;
  readonly sessionId: string;
  /** The session goes on where it was; otherwise it is a fresh one, which must be initialized. */
  readonly isResumed: boolean;
}

/** Variables by which hosts let their servers know where they are. */
const HINTS = ['CLAUDE_PROJECT_DIR', 'CLAUDE_CODE_SESSION_ID', 'WORKSPACE_FOLDER_PATHS', 'TERM_PROGRAM'];

export function hintsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    HINTS.flatMap((name) => {
      const value = env[name];
      return value ? [[name, value]] : [];
    }),
  );
}

/** The folder a host works in, as far as it can be known: what the host says, else where it started us. */
export function workspaceOf({ hints, cwd }: Pick<Hello, 'hints' | 'cwd'>): string {
  return hints.CLAUDE_PROJECT_DIR ?? hints.WORKSPACE_FOLDER_PATHS?.split(/[,;]/)[0] ?? cwd;
}

/** Reads a hello's params; undefined if they are none. */
export function decodeHello(params: JsonObject | undefined): Hello | undefined {
  if (!params || !isObject(params.hints)) return undefined;
  const { protocol, version, role, configPath, cwd, pid, parentPid, sessionId, profile } = params;
  if (typeof protocol !== 'number' || typeof version !== 'string' || typeof configPath !== 'string')
    return undefined;
  if (role !== 'host' && role !== 'command') return undefined;
  if (typeof cwd !== 'string' || typeof pid !== 'number' || typeof parentPid !== 'number') return undefined;
  const hints = Object.fromEntries(
    Object.entries(params.hints).filter((hint): hint is [string, string] => typeof hint[1] === 'string'),
  );
  return {
    protocol,
    version,
    role,
    configPath,
    cwd,
    hints,
    pid,
    parentPid,
    ...(typeof sessionId === 'string' && { sessionId }),
    ...(typeof profile === 'string' && { profile }),
  };
}
