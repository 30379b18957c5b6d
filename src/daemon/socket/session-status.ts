import type { SessionStatus } from '../../protocol/daemon/commands.ts';
import type { Hello } from '../../protocol/daemon/hello.ts';
import type { Session } from '../../session/session.ts';

/** A session for people: who is connected, since when, and what was asked. `hello` is that of its shim. */
export function sessionStatus(session: Session, hello: Hello | undefined): SessionStatus {
  const { sessionId, clientInfo, era, workspace, inFlight, isResumed, recentCalls, openedAt, tokens } =
    session;
  return {
    sessionId,
    client: String(clientInfo.name ?? ''),
    era,
    workspace,
    pid: hello?.pid,
    hostPid: hello?.parentPid,
    connectedAt: new Date(openedAt).toISOString(),
    inFlight,
    tokens: tokens.read(),
    isResumed,
    recentCalls: recentCalls.all(),
  };
}
