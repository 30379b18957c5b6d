import { parseArgs } from 'node:util';
import { DaemonClient } from '../client/daemon-client.ts';
import type { DaemonStatus, ServerStatus, SessionStatus } from '../protocol/daemon/commands.ts';
import type { RecentCall } from '../protocol/daemon/recent-call.ts';
import { targetDaemon } from './daemon/target.ts';
import { residentBytes } from './memory.ts';
import { formatDuration, formatTable } from './table.ts';

const OPTIONS = { config: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

type MeasuredServer = ServerStatus & { readonly memoryBytes: number };
type Status = Omit<DaemonStatus, 'servers'> & {
  readonly memoryBytes: number;
  readonly servers: readonly MeasuredServer[];
};

/** `trunkline status`: the daemon, who is connected, and the servers. */
export async function status(args: string[]): Promise<number> {
  return show(args, (found) => found, describe);
}

/** `trunkline servers`: the servers alone. */
export async function servers(args: string[]): Promise<number> {
  return show(
    args,
    (found) => found?.servers ?? [],
    (found) => serverTable(found.servers),
  );
}

async function show(
  args: string[],
  json: (found: Status | undefined) => unknown,
  text: (found: Status) => string,
): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const found = await measure(values.config);
  const isForPeople = process.stdout.isTTY === true && !values.json;
  if (!isForPeople) process.stdout.write(`${JSON.stringify(json(found) ?? { isRunning: false }, null, 2)}\n`);
  else process.stdout.write(found ? text(found) : 'The daemon is not running.\n');
  return 0;
}

async function measure(config: string | undefined): Promise<Status | undefined> {
  const client = await DaemonClient.find(targetDaemon(config));
  if (!client) return undefined;
  const found = await client.status();
  await client.close();
  const pidsOf = (server: ServerStatus): number[] => server.connections.flatMap(({ pid }) => pid ?? []);
  const memory = residentBytes([found.pid, ...found.servers.flatMap(pidsOf)]);
  const sum = (pids: readonly number[]): number =>
    pids.reduce((total, pid) => total + (memory.get(pid) ?? 0), 0);
  return {
    ...found,
    memoryBytes: sum([found.pid]),
    servers: found.servers.map((server) => ({ ...server, memoryBytes: sum(pidsOf(server)) })),
  };
}

function describe(found: Status): string {
  const { version, pid, memoryBytes, startedAt, configPath, configProblem, http, sessions } = found;
  const age = formatDuration(Date.now() - Date.parse(startedAt));
  const lines = [
    `Trunkline ${version}, pid ${pid}, up ${age}, ${megabytes(memoryBytes)}`,
    `Configuration: ${configPath}`,
    ...(configProblem === undefined ? [] : [`  not in force as it is now: ${configProblem}`]),
    ...(http === undefined ? [] : [`HTTP: ${http.url}, token in ${http.tokenFile}`]),
    ...(http?.problem === undefined ? [] : [`  not reached there: ${http.problem}`]),
    '',
    sessionTable(sessions),
    serverTable(found.servers),
  ];
  return lines.join('\n');
}

/** By host, since one may have many windows. */
function sessionTable(sessions: readonly SessionStatus[]): string {
  const byHost = sessions.toSorted((a, b) => a.client.localeCompare(b.client));
  return formatTable(
    ['HOST', 'ERA', 'PID', 'SINCE', 'CALLS', 'TOKENS SENT', 'INSTEAD OF', 'LAST CALL', 'WORKSPACE'],
    byHost.map((session) => [
      session.client || '?',
      session.era ?? '-',
      String(session.hostPid ?? 'http'),
      formatDuration(Date.now() - Date.parse(session.connectedAt)),
      String(session.inFlight),
      count(session.tokens.list + session.tokens.answers),
      count(session.tokens.fullList),
      lastCall(session.recentCalls?.at(-1)),
      session.workspace,
    ]),
  );
}

function lastCall(call: RecentCall | undefined): string {
  if (!call) return '-';
  const ago = formatDuration(Date.now() - call.startedAt);
  return `${call.tool}, ${ago} ago${call.outcome === 'ok' ? '' : `: ${call.outcome}`}`;
}

function serverTable(found: readonly MeasuredServer[]): string {
  const head = [
    'SERVER',
    'STATE',
    'TOOLS',
    'PID',
    'UP',
    'MEMORY',
    'SESSIONS',
    'STARTS',
    'LOST',
    'REUSED',
    'LAST FAILURE',
  ];
  return formatTable(
    head,
    found.map(
      ({ name, state, tools, connections, memoryBytes, starts, losses, reused, lastFailure = '' }) => [
        name,
        state,
        String(tools),
        connections.flatMap(({ pid }) => pid ?? []).join(',') || '-',
        connections.length > 0
          ? formatDuration(Math.max(...connections.map(({ uptimeMs }) => uptimeMs)))
          : '-',
        memoryBytes > 0 ? megabytes(memoryBytes) : '-',
        String(connections.reduce((total, { sessions }) => total + sessions, 0)),
        String(starts),
        String(losses),
        String(reused),
        lastFailure.split('\n')[0]?.slice(0, 80) ?? '',
      ],
    ),
  );
}

const count = (tokens: number): string => tokens.toLocaleString('en');

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;
