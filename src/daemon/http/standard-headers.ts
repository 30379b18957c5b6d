import type { IncomingHttpHeaders } from 'node:http';
import type { View } from '../../catalog/view.ts';
import { decodeHeaderValue } from '../../protocol/http/header-value.ts';
import { nameOf } from '../../protocol/http/named-by.ts';
import { type ParamHeaders, paramHeaderText } from '../../protocol/http/param-headers.ts';
import type { JsonObject, JsonRpcNotification, JsonRpcRequest } from '../../protocol/json-rpc.ts';
import { META, metaOf } from '../../protocol/versions.ts';

/**
 * Where a modern request's headers and body say different things, or a header that must repeat the body is
 * missing (spec 2026-07-28, Streamable HTTP, "Standard Request Headers"). The body stays the truth.
 */
export function findHeaderMismatch(
  headers: IncomingHttpHeaders,
  message: JsonRpcRequest | JsonRpcNotification,
  tools: { view: View; paramHeaders: ParamHeaders },
): string | undefined {
  const { method, params } = message;
  const isRequired = 'id' in message;
  const version = metaOf(params)?.[META.protocolVersion];
  const name = nameOf(method, params);
  const ask = (header: string, given: Given, value: unknown): string | undefined =>
    compare({ header, given, value, isRequired });
  return (
    ask('MCP-Protocol-Version', headers['mcp-protocol-version'], version) ??
    ask('Mcp-Method', headers['mcp-method'], method) ??
    ask('Mcp-Name', headers['mcp-name'], name) ??
    (method === 'tools/call' && params ? compareArguments(headers, params, tools) : undefined)
  );
}

type Given = string | readonly string[] | undefined;

interface Mirrored {
  readonly header: string;
  readonly given: Given;
  /** What the body says; anything but a text has no header. */
  readonly value: unknown;
  readonly isRequired: boolean;
}

function compare({ header, given, value, isRequired }: Mirrored): string | undefined {
  if (typeof value !== 'string' || given === value) return undefined;
  if (given === undefined) return isRequired ? `The header ${header} is missing.` : undefined;
  return decodeHeaderValue(String(given)) === value ? undefined : `The header ${header} and the body differ.`;
}

function compareArguments(
  headers: IncomingHttpHeaders,
  params: JsonObject,
  { view, paramHeaders }: { view: View; paramHeaders: ParamHeaders },
): string | undefined {
  const found = view.findTool(String(params.name));
  for (const declared of found ? paramHeaders.of(found.tool) : []) {
    const header = `Mcp-Param-${declared.name}`;
    const given = headers[header.toLowerCase()];
    const value = paramHeaderText(params.arguments, declared);
    if (value === undefined && given !== undefined)
      return `The header ${header} repeats an argument that the body does not have.`;
    const mismatch = compare({ header, given, value, isRequired: true });
    if (mismatch) return mismatch;
  }
  return undefined;
}
