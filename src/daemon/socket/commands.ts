import type { Responses } from '../../calls/cache/responses.ts';
import { COMMANDS, type DaemonStatus } from '../../protocol/daemon/commands.ts';
import type { JsonObject, JsonRpcRequest } from '../../protocol/json-rpc.ts';
import { type Answer, Peer } from '../../protocol/peer.ts';
import type { Wire } from '../../protocol/wire.ts';
import type { Clock } from '../../shared/clock.ts';
import { ERRORS, GatewayError, messageOf } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import type { Gateway } from '../gateway.ts';

interface CommandParts {
  readonly status: () => DaemonStatus;
  readonly stop: (reason: string) => void;
  readonly gateway: Gateway;
  readonly responses: Responses;
  readonly clock: Clock;
}

/** For calls in flight on a server that is restarted. */
const RESTART_DRAIN_MS = 5_000;

type Command = (params: JsonObject, parts: CommandParts) => JsonObject | Promise<JsonObject>;

const ANSWERS: Readonly<Record<string, Command>> = {
  [COMMANDS.status]: (_params, { status }) => status() as unknown as JsonObject,
  [COMMANDS.stop]: (_params, { stop }) => {
    // The answer leaves at the end of this turn; a daemon with nothing to wait for would be gone by then.
    setImmediate(() => setImmediate(stop, 'it was asked to stop'));
    return {};
  },
  [COMMANDS.restart]: async ({ server: name }, { gateway }) => {
    const server = gateway.servers.find(String(name));
    if (!server) throw unknownServer(String(name), gateway);
    await server.drain(RESTART_DRAIN_MS);
    // One that hosts were shown nothing of is not called, so it would never start.
    if (!server.snapshot) void server.refresh().catch(() => undefined); // logged where it failed
    return {};
  },
  [COMMANDS.cacheReport]: async (_params, { responses }) =>
    (await (await responses.open()).report()) as unknown as JsonObject,
  [COMMANDS.cacheClear]: async ({ name }, { responses, gateway }) => {
    const cached = await responses.open();
    const names = typeof name === 'string' ? [name] : gateway.servers.all().map((server) => server.name);
    for (const each of names) await cached.clear(each);
    return {};
  },
};

/** Answers the command line on a connection of its own, until it closes. */
export function answerCommands(wire: Wire, parts: CommandParts): void {
  const peer = new Peer(
    wire,
    {
      request: (request) => answer(request, parts),
      notification: () => {},
      invalid: () => void peer.close(),
      closed: () => {},
    },
    parts.clock,
  );
}

async function answer({ method, params = {} }: JsonRpcRequest, parts: CommandParts): Promise<Answer> {
  try {
    const command = ANSWERS[method];
    if (!command) throw new GatewayError('method_not_found', `Unknown command: ${method}.`);
    return { result: await command(params, parts) };
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : 'internal';
    const message = error instanceof GatewayError ? error.text : messageOf(error);
    return { error: { code: ERRORS[code].jsonRpc, message, data: { code } } };
  }
}

function unknownServer(name: string, gateway: Gateway): GatewayError {
  const names = gateway.servers.all().map((server) => server.name);
  const near = nearest(name, names)[0];
  return new GatewayError('unknown_server', `Unknown server: ${name.slice(0, 100)}.`, {
    hint: near ? `Did you mean ${near}?` : `Configured are: ${names.join(', ') || 'none'}.`,
  });
}
