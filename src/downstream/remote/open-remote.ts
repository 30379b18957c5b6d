import type { RemoteDefinition } from '../../config/config.ts';
import { definitionHash } from '../../config/definition-hash.ts';
import { type ParamHeader, ParamHeaders } from '../../protocol/http/param-headers.ts';
import type { ParseLimits } from '../../protocol/parse.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Credentials } from '../../store/credentials/credentials.ts';
import type { Log } from '../../telemetry/log.ts';
import type { FindTool, ServerWire } from '../start.ts';
import type { Network } from './network/dialler.ts';
import type { Authorization } from './oauth/authorization.ts';

/** What all remote servers of a process share. */
export interface RemoteParts {
  readonly limits: ParseLimits;
  readonly network: Network;
  readonly credentials: Credentials;
  /** What a command that a person is told of has to say so that it means our configuration. */
  readonly configOption: string;
  /** One for each server, by its definition's hash. */
  readonly authorizations: Map<string, Authorization>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the wire to a remote server. The transports are loaded only here, so that a gateway of stdio servers
 * alone starts without them. @throws GatewayError `server_unavailable`
 */
export async function openRemote(
  definition: RemoteDefinition,
  findTool: FindTool,
  parts: RemoteParts,
): Promise<ServerWire> {
  const { limits, network } = parts;
  const { Dialler } = await import('./network/dialler.ts');
  const dialler = new Dialler({ proxy: definition.proxy, network });
  if (definition.type === 'websocket') {
    const { WebSocketWire } = await import('./websocket-wire.ts');
    return WebSocketWire.open({ definition, dialler, limits });
  }
  const authorization = await authorizationAt(definition, parts);
  if (definition.type === 'sse') {
    const { SseWire } = await import('./sse-wire.ts');
    return SseWire.open({ definition, dialler, limits, authorization });
  }
  const { HttpWire } = await import('./http-wire.ts');
  const headers = new ParamHeaders();
  const paramHeadersOf = (toolName: string): readonly ParamHeader[] => {
    const tool = findTool(toolName);
    return tool ? headers.of(tool) : [];
  };
  return new HttpWire({ definition, dialler, limits, authorization, paramHeadersOf });
}

/** Undefined for a server that the configuration itself gives what it wants. */
async function authorizationAt(
  definition: RemoteDefinition,
  { authorizations, ...parts }: RemoteParts,
): Promise<Authorization | undefined> {
  const names = Object.keys(definition.headers).map((name) => name.toLowerCase());
  if (names.includes('authorization')) return undefined;
  const { Authorization } = await import('./oauth/authorization.ts');
  const hash = `${definition.name} ${definitionHash(definition)}`;
  const authorization = authorizations.get(hash) ?? new Authorization({ definition, ...parts });
  authorizations.set(hash, authorization);
  return authorization;
}
