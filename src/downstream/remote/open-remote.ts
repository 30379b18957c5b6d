import type { RemoteDefinition } from '../../config/config.ts';
import { findParamHeaders, type ParamHeader } from '../../protocol/http/param-headers.ts';
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
  return new HttpWire({ definition, paramHeadersOf: createParamHeadersOf(findTool) });
}

/** Derived once per tool as it was listed. */
function createParamHeadersOf(findTool: FindTool): (toolName: string) => readonly ParamHeader[] {
  const known = new WeakMap<object, readonly ParamHeader[]>();
  return (toolName) => {
    const tool = findTool(toolName);
    if (!tool) return [];
    let headers = known.get(tool);
    if (!headers) {
      const found = findParamHeaders(tool.inputSchema);
      headers = 'headers' in found ? found.headers : [];
      known.set(tool, headers);
    }
    return headers;
  };
}
