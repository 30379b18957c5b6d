import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Answer } from '../../protocol/peer.ts';
import type { Era } from '../../protocol/versions.ts';
import { ERRORS, GatewayError, PeerError } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';

interface Circumstances {
  readonly method: string;
  readonly era: Era;
  readonly log: Log;
}

/** Legacy code for a missing resource. */
const LEGACY_RESOURCE_NOT_FOUND = -32002;
/** Codes that the modern era forbids (spec 2026-07-28, basic, error codes), and what it has in their place. */
const FORBIDDEN: ReadonlyMap<number, number> = new Map([
  [LEGACY_RESOURCE_NOT_FOUND, -32602],
  // "Open these addresses": where that can be asked, it has been by now.
  [-32042, -32603],
]);

/**
 * The one place where what was thrown becomes an answer. A server's own error passes with its code and data;
 * ours becomes an `isError` result where a model can act on it; anything else is a bug, logged under a short id.
 */
export function translateError(error: unknown, { method, era, log }: Circumstances): Answer {
  if (error instanceof PeerError) {
    const code = (era === 'modern' ? FORBIDDEN.get(error.code) : undefined) ?? error.code;
    return { error: { code, message: error.message, ...(error.data !== undefined && { data: error.data }) } };
  }
  if (error instanceof GatewayError) return answerError(error, { method, era });
  const bugId = randomBytes(4).toString('hex');
  log.error({ bugId, method, stack: error instanceof Error ? error.stack : String(error) }, 'bug');
  return {
    error: { code: -32603, message: `Internal error ${bugId}. The log has the details under this id.` },
  };
}

/** The answer to a request that we could not or would not serve. */
export function answerError(
  error: GatewayError,
  { method, era }: Pick<Circumstances, 'method' | 'era'>,
): Answer {
  const row = ERRORS[error.code];
  if (row.asResult && method === 'tools/call') return { result: errorResult(error) };
  const isMissing = era === 'legacy' && error.code === 'unknown_resource';
  return {
    error: {
      code: isMissing ? LEGACY_RESOURCE_NOT_FOUND : row.jsonRpc,
      message: error.text,
      data: dataOf(error),
    },
  };
}

/** A failure of ours as a tool result: the text says what happened and what to do next. */
function errorResult(error: GatewayError): JsonObject {
  return {
    content: [{ type: 'text', text: error.text }],
    isError: true,
    _meta: { 'dev.trunkline/error': dataOf(error) },
  };
}

/** Spec-defined `data` (of version errors and the like) goes out as it is; else the code names the row in the table. */
function dataOf(error: GatewayError): unknown {
  if (error.code === 'unsupported_version' || error.code === 'missing_capability') return error.data;
  return { code: error.code, ...(typeof error.data === 'object' && error.data !== null ? error.data : {}) };
}
