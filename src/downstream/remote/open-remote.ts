import type { RemoteDefinition } from '../../config/config.ts';
import { type ParamHeader, ParamHeaders } from '../../protocol/http/param-headers.ts';
import type { ParseLimits } from '../../protocol/parse.ts';
import type { FindTool, ServerWire } from '../start.ts';
import type { Network } from './network/dialler.ts';

interface RemoteOptions {
  readonly findTool: FindTool;
  readonly limits: ParseLimits;
  readonly network: Network;
}

/**
 * Opens the wire to a remote server. The transports are loaded only here, so that a gateway of stdio servers
 * alone starts without them. @throws GatewayError `server_unavailable`
 */
export async function openRemote(
  definition: RemoteDefinition,
  { findTool, limits, network }: RemoteOptions,
): Promise<ServerWire> {
  const { Dialler } = await import('./network/dialler.ts');
  const dialler = new Dialler({ proxy: definition.proxy, network });
  if (definition.type === 'websocket') {
    const { WebSocketWire } = await import('./websocket-wire.ts');
    return WebSocketWire.open({ definition, dialler, limits });
  }
  if (definition.type === 'sse') {
    const { SseWire } = await import('./sse-wire.ts');
    return SseWire.open({ definition, dialler, limits });
  }
  const { HttpWire } = await import('./http-wire.ts');
  const headers = new ParamHeaders();
  const paramHeadersOf = (toolName: string): readonly ParamHeader[] => {
    const tool = findTool(toolName);
    return tool ? headers.of(tool) : [];
  };
  return new HttpWire({ definition, dialler, limits, paramHeadersOf });
}
