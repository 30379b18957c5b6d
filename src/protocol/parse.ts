import { isUtf8 } from 'node:buffer';
import { ERRORS, messageOf } from '../shared/errors.ts';
import { asMessage, findFault, isRequestId } from './envelope.ts';
import { envelopeByEnds } from './envelope-ends.ts';
import { isObject, type JsonRpcErrorBody, type Message, type RequestId } from './json-rpc.ts';
import type { InvalidFrame } from './wire.ts';

export interface ParseLimits {
  readonly maxMessageBytes: number;
  /** Levels of objects and arrays within each other. */
  readonly maxDepth: number;
}

export const EXCERPT_LENGTH = 200;

/** What `parseMessage` returns instead of a message; a class, so that no message can pose as one. */
export class RefusedFrame implements InvalidFrame {
  readonly error: JsonRpcErrorBody;
  readonly excerpt: string;
  readonly id: RequestId | null;
  readonly answers: RequestId | undefined;

  constructor(code: 'parse_error' | 'invalid_request', message: string, text: string, tree?: unknown) {
    this.error = { code: ERRORS[code].jsonRpc, message };
    this.excerpt = text.slice(0, EXCERPT_LENGTH);
    const id = isObject(tree) && isRequestId(tree.id) ? tree.id : undefined;
    const isCall = isObject(tree) && 'method' in tree;
    this.id = isCall && id !== undefined ? id : null;
    // Log lines in JSON have ids too; only what claims to be JSON-RPC can be an answer.
    this.answers = !isCall && isObject(tree) && tree.jsonrpc === '2.0' ? id : undefined;
  }
}

/**
 * Reads one frame strictly: UTF-8 without BOM, one JSON object, one MCP message within the limits. The tree
 * that is judged is the tree that is returned, so what is forwarded cannot mean anything else.
 */
export function parseMessage(frame: Buffer | string, limits: ParseLimits): Message | RefusedFrame {
  if (exceedsBytes(frame, limits.maxMessageBytes)) return refuseTooLong(frame, frame, limits);
  if (typeof frame !== 'string' && !isUtf8(frame)) {
    return new RefusedFrame('parse_error', 'The message is not valid UTF-8.', excerptOf(frame));
  }
  const text = typeof frame === 'string' ? frame : frame.toString();
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch (error) {
    return new RefusedFrame('parse_error', `The message is not valid JSON: ${messageOf(error)}`, text);
  }
  // Each level takes two characters, so a short frame cannot be too deep.
  const isShort = text.length <= 2 * limits.maxDepth;
  const fault = findFault(tree) ?? (isShort ? undefined : findDepthFault(tree, limits));
  return fault === undefined ? asMessage(tree) : new RefusedFrame('invalid_request', fault, text, tree);
}

/** Judges a tree that somebody else has parsed, as strictly. */
export function judgeMessage(tree: unknown, limits: ParseLimits): Message | RefusedFrame {
  const fault = findFault(tree) ?? findDepthFault(tree, limits);
  return fault === undefined ? asMessage(tree) : new RefusedFrame('invalid_request', fault, '', tree);
}

/** The refusal of a frame of which only the beginning and the end were kept. */
export function refuseTooLong(
  beginning: Buffer | string,
  end: Buffer | string,
  limits: ParseLimits,
): RefusedFrame {
  const message = `The message is longer than ${limits.maxMessageBytes} bytes (limits.maxMessageBytes).`;
  const text = excerptOf(beginning);
  const last = end.slice(-EXCERPT_LENGTH).toString();
  return new RefusedFrame('invalid_request', message, text, envelopeByEnds(text, last));
}

function excerptOf(frame: Buffer | string): string {
  return typeof frame === 'string' ? frame : frame.subarray(0, EXCERPT_LENGTH).toString();
}

/** A string's bytes are counted only where they decide: a UTF-16 unit takes one to three bytes. */
function exceedsBytes(frame: Buffer | string, maxBytes: number): boolean {
  if (typeof frame !== 'string') return frame.length > maxBytes;
  return frame.length * 3 > maxBytes && Buffer.byteLength(frame) > maxBytes;
}

function findDepthFault(tree: unknown, { maxDepth }: ParseLimits): string | undefined {
  if (!isDeeper(tree, maxDepth)) return undefined;
  return `The message is nested deeper than ${maxDepth} levels (limits.maxDepth).`;
}

/** Stops at the limit, so a frame of 10⁵ brackets costs no stack. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1));
  for (const key in value) {
    if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}
