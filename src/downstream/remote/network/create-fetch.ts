import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FetchLike } from '@modelcontextprotocol/client';
import { ACCEPT_ENCODING, boundedBody } from './bounded-body.ts';
import { type Dialler, isEncrypted } from './dialler.ts';
import { proxyAddress, proxyAuthorization } from './open-tunnel.ts';

interface FetchOptions {
  readonly dialler: Dialler;
  readonly maxBytes: number;
  /** Told of an answer that is given up for its size, with the body of the request, if it had one. */
  readonly onTooLong: (error: Error, requestBody: string | undefined) => void;
}

/** What the SDK's transports put into a request. */
type Init = Parameters<FetchLike>[1];

/** Answers to which belong no bytes. */
const EMPTY = new Set([204, 205, 304]);

/**
 * A `fetch` for the SDK's transports. Unlike Node's it dials only what the dialler lets it, knows proxies, has a
 * bound for answers and none for how long one may take, and never follows a redirect by itself.
 */
export function createFetch({ dialler, maxBytes, onTooLong }: FetchOptions): FetchLike {
  return async (input, init) => {
    const response = await send(dialler, new URL(input), init);
    const { statusCode = 0, statusMessage = '' } = response;
    const requestBody = typeof init?.body === 'string' ? init.body : undefined;
    const head = { status: statusCode, statusText: statusMessage, headers: headersOf(response) };
    if (EMPTY.has(statusCode)) {
      response.resume();
      return new Response(null, head);
    }
    const body = boundedBody(response, maxBytes, (error) => onTooLong(error, requestBody));
    return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array<ArrayBuffer>>, head);
  };
}

function send(dialler: Dialler, url: URL, init: Init): Promise<IncomingMessage> {
  const { agent, forwarder } = dialler.routeTo(url);
  const headers = Object.fromEntries(new Headers(init?.headers));
  const request = isEncrypted(forwarder ?? url) ? requestHttps : requestHttp;
  const sent = request(url, {
    method: init?.method ?? 'GET',
    headers: { ...headers, 'accept-encoding': ACCEPT_ENCODING },
    agent,
    ...(init?.signal && { signal: init.signal }),
    ...(forwarder && viaForwarder(forwarder, url, headers)),
  });
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', reject); // one that comes later is the response's to tell
    sent.end(init?.body?.toString());
  });
}

/** A proxy that forwards is told the whole URL (RFC 9112 3.2.2). */
function viaForwarder(forwarder: URL, url: URL, headers: Record<string, string>) {
  return {
    ...proxyAddress(forwarder),
    path: `${url.origin}${url.pathname}${url.search}`,
    headers: {
      ...headers,
      'accept-encoding': ACCEPT_ENCODING,
      host: url.host,
      ...proxyAuthorization(forwarder),
    },
  };
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    headers.append(name, value);
  }
  return headers;
}
