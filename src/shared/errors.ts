/** What the error table fixes for a code: how it looks on the wire, over HTTP and as an exit code. */
interface ErrorRow {
  /** JSON-RPC code. Ours lie outside -32768…-32000, which JSON-RPC and MCP reserve. */
  readonly jsonRpc: number;
  /** In answer to `tools/call`: an `isError` result that a model can act on, instead of a JSON-RPC error. */
  readonly asResult: boolean;
  readonly http: number;
  readonly exit: number;
}

/** Every way in which Trunkline itself refuses or fails; docs/errors.md is generated from it. */
export const ERRORS = {
  parse_error: { jsonRpc: -32700, asResult: false, http: 400, exit: 1 },
  invalid_request: { jsonRpc: -32600, asResult: false, http: 400, exit: 1 },
  method_not_found: { jsonRpc: -32601, asResult: false, http: 404, exit: 1 },
  invalid_params: { jsonRpc: -32602, asResult: false, http: 400, exit: 2 },
  unknown_tool: { jsonRpc: -32602, asResult: false, http: 200, exit: 3 },
  unknown_prompt: { jsonRpc: -32602, asResult: false, http: 200, exit: 3 },
  unknown_resource: { jsonRpc: -32602, asResult: false, http: 200, exit: 3 },
  unknown_task: { jsonRpc: -32602, asResult: false, http: 200, exit: 3 },
  unknown_server: { jsonRpc: -32602, asResult: false, http: 404, exit: 3 },
  header_mismatch: { jsonRpc: -32020, asResult: false, http: 400, exit: 1 },
  missing_capability: { jsonRpc: -32021, asResult: false, http: 400, exit: 1 },
  unsupported_version: { jsonRpc: -32022, asResult: false, http: 400, exit: 1 },
  invalid_arguments: { jsonRpc: -32602, asResult: true, http: 200, exit: 2 },
  server_unavailable: { jsonRpc: -31001, asResult: true, http: 503, exit: 4 },
  call_timed_out: { jsonRpc: -31002, asResult: true, http: 504, exit: 5 },
  call_interrupted: { jsonRpc: -31003, asResult: true, http: 502, exit: 5 },
  overloaded: { jsonRpc: -31004, asResult: true, http: 503, exit: 6 },
  not_answerable: { jsonRpc: -31005, asResult: true, http: 409, exit: 4 },
  cancelled: { jsonRpc: -31006, asResult: true, http: 499, exit: 130 },
  config_invalid: { jsonRpc: -31007, asResult: false, http: 500, exit: 2 },
  login_required: { jsonRpc: -31009, asResult: true, http: 503, exit: 4 },
  store_failed: { jsonRpc: -31008, asResult: false, http: 500, exit: 1 },
  internal: { jsonRpc: -32603, asResult: false, http: 500, exit: 1 },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

interface GatewayErrorDetails {
  /** What the reader can do next, as one sentence. */
  readonly hint?: string;
  /** Machine-readable detail, sent as the JSON-RPC error's `data`. */
  readonly data?: unknown;
  readonly cause?: unknown;
}

/** Trunkline could not, or would not, do what was asked. Translated once, at the session's edge. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly data: unknown;

  constructor(code: ErrorCode, message: string, details: GatewayErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.data = details.data;
  }

  /** Message and hint as one text for a person or a model. */
  get text(): string {
    return this.hint ? `${this.message} ${this.hint}` : this.message;
  }
}

/** A JSON-RPC error that a peer sent: its code, message and data pass through unchanged. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code: number;
  readonly data: unknown;

  constructor(error: { code: number; message: string; data?: unknown }) {
    super(error.message);
    this.code = error.code;
    this.data = error.data;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
