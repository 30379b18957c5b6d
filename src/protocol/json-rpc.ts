/** JSON-RPC 2.0 messages as MCP uses them: parsed trees, unknown fields kept. */
export type JsonObject = { [key: string]: unknown };

/** MCP forbids `null`. */
export type RequestId = string | number;

export interface JsonRpcRequest {
  jsonrpc: '2.0';
  id: RequestId;
  method: string;
  params?: JsonObject;
}

export interface JsonRpcNotification {
  jsonrpc: '2.0';
  method: string;
  params?: JsonObject;
}

interface JsonRpcResult {
  jsonrpc: '2.0';
  id: RequestId;
  result: JsonObject;
}

export interface JsonRpcErrorBody {
  code: number;
  message: string;
  data?: unknown;
}

interface JsonRpcError {
  jsonrpc: '2.0';
  /** Absent (or null) where the request's own id could not be read. */
  id: RequestId | null;
  error: JsonRpcErrorBody;
}

export type JsonRpcResponse = JsonRpcResult | JsonRpcError;
export type Message = JsonRpcRequest | JsonRpcNotification | JsonRpcResponse;

/**
 * The id of a request of ours, which is a number, by the one that came back: some servers make a text of it, and are
 * used to clients on the SDK, which do not mind.
 */
export function ownId(given: RequestId): RequestId {
  return typeof given === 'string' ? Number(given) : given;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
