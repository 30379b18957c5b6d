import type { RemoteDefinition } from '../../config/config.ts';
import { type ParamHeader, ParamHeaders } from '../../protocol/http/param-headers.ts';
import type { ParseLimits } from '../../protocol/parse.ts';
import type { FindTool, ServerWire } from '../start.ts';

/**
 * Opens the wire to a remote server. The SDK's transports are loaded only here, so that a gateway of stdio
 * servers alone starts without them. @throws GatewayError `server_unavailable`
 */
export async function openRemote(
  definition: RemoteDefinition,
  findTool: FindTool,
  limits: ParseLimits,
): Promise<ServerWire> {
  if (definition.type === 'websocket') {
    const { WebSocketWire } = await import('./websocket-wire.ts');
    return WebSocketWire.open(definition, limits);
  }
  if (definition.type === 'sse') {
    const { SseWire } = await import('./sse-wire.ts');
    return SseWire.open(definition);
  }
  const { HttpWire } = await import('./http-wire.ts');
  const headers = new ParamHeaders();
  const paramHeadersOf = (toolName: string): readonly ParamHeader[] => {
    const tool = findTool(toolName);
    return tool ? headers.of(tool) : [];
  };
  return new HttpWire({ definition, paramHeadersOf });
}
