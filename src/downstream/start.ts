import type { ServerDefinition } from '../config/config.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Era } from '../protocol/versions.ts';
import type { Wire } from '../protocol/wire.ts';
import type { Clock } from '../shared/clock.ts';
import { GatewayError, messageOf } from '../shared/errors.ts';
import type { Caller } from './caller.ts';
import { Connection, type ConnectionEvents } from './connection.ts';
import type { Tasks } from './tasks/tasks.ts';

/** A wire to a server together with what its transport knows of it. */
export interface ServerWire extends Wire {
  /** The server's process, where it has one here. */
  readonly pid?: number | undefined;
  /** The last lines it wrote to stderr; empty where there is none. */
  stderrTail?(): readonly string[];
}

/** A server's tool as it was listed last, by its own name. */
export type FindTool = (toolName: string) => JsonObject | undefined;

/** Opens the transport a definition asks for. @throws GatewayError where it cannot even begin. */
export type OpenWire = (definition: ServerDefinition, findTool: FindTool) => Promise<ServerWire>;

export interface StartOptions {
  readonly definition: ServerDefinition;
  readonly openWire: () => Promise<ServerWire>;
  readonly era: Era | 'auto';
  /** The era was not configured, so a server that refuses it is asked for the one it speaks. */
  readonly mayChangeEra: boolean;
  readonly capabilities: JsonObject;
  readonly opener: Caller | undefined;
  readonly tasks: Tasks;
  readonly events: ConnectionEvents;
  readonly clock: Clock;
}

export interface StartedConnection {
  readonly connection: Connection;
  readonly wire: ServerWire;
}

/**
 * Opens a connection and greets the server, within the definition's start deadline. A server that dies of
 * the era probe, or stays silent after it, is started once more and greeted the legacy way at once.
 * @throws GatewayError `server_unavailable` with the reason and the last stderr lines.
 */
export async function startConnection(options: StartOptions): Promise<StartedConnection> {
  const { era, definition, mayChangeEra } = options;
  if (era !== 'auto') {
    try {
      return await attempt(options, era, definition.startTimeoutMs);
    } catch (error) {
      const isRefused = error instanceof StartFailure && !error.mayBeTheProbe;
      if (!isRefused || !mayChangeEra) throw error;
    }
  }
  // Two thirds for the probed process: a cold package download that is killed never finishes.
  const share = Math.ceil(definition.startTimeoutMs / 3);
  try {
    return await attempt(options, 'auto', definition.startTimeoutMs - share);
  } catch (error) {
    if (!(error instanceof StartFailure) || !error.mayBeTheProbe) throw error;
    return await attempt(options, 'legacy', share);
  }
}

/** A failed start; `mayBeTheProbe` unless the server itself refused, which a second try would only repeat. */
class StartFailure extends GatewayError {
  readonly mayBeTheProbe: boolean;

  constructor(message: string, hint: string | undefined, mayBeTheProbe: boolean, cause: unknown) {
    super('server_unavailable', message, { cause, ...(hint !== undefined && { hint }) });
    this.mayBeTheProbe = mayBeTheProbe;
  }
}

async function attempt(
  options: StartOptions,
  era: Era | 'auto',
  timeoutMs: number,
): Promise<StartedConnection> {
  const { definition, openWire, clock } = options;
  const wire = await openWire();
  const connection = new Connection({ ...options, serverName: definition.name, wire, era });
  let cancelDeadline = (): void => {};
  const deadline = new Promise<never>((_, reject) => {
    cancelDeadline = clock.after(timeoutMs, () => {
      reject(
        new GatewayError(
          'server_unavailable',
          `no answer to the greeting within ${Math.round(timeoutMs / 1000)} s.`,
        ),
      );
    });
  });
  try {
    await Promise.race([connection.open(), deadline]);
    return { connection, wire };
  } catch (error) {
    await connection.close();
    const isOurs = error instanceof GatewayError;
    if (isOurs && error.code === 'login_required') throw error; // says it all, and no other try would help
    const reason =
      isOurs && error.code === 'call_interrupted' ? 'it exited before it was ready.' : messageOf(error);
    const tail = wire.stderrTail?.() ?? [];
    throw new StartFailure(
      `${definition.name} did not start: ${reason}`,
      tail.length > 0 ? `Its last words on stderr: ${tail.slice(-8).join(' | ')}` : undefined,
      isOurs,
      error,
    );
  } finally {
    cancelDeadline();
  }
}
