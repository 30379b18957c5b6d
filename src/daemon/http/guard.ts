import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is not let in. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

export interface GuardOptions {
  /** Host names by which we may be addressed; loopback ones always are allowed. */
  readonly hostNames: readonly string[];
  /** Required of every request; undefined lets anyone in who passes the other checks. */
  readonly token: string | undefined;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]@/]+)(?::\d{1,5})?$/i;

/**
 * Decides at the door, before anything is read. A web page that has our address under its own name (DNS
 * rebinding) is found out by Host, one that calls us across origins by Origin.
 */
export class Guard {
  readonly #hostNames: ReadonlySet<string>;
  readonly #tokenDigest: Buffer | undefined;

  constructor({ hostNames, token }: GuardOptions) {
    this.#hostNames = new Set([...LOOPBACK, ...hostNames.map((name) => name.toLowerCase())]);
    this.#tokenDigest = token === undefined ? undefined : digest(token);
  }

  judge({ headers, rawHeaders }: IncomingMessage): Refusal | undefined {
    if (!this.#isOurHost(headers.host) || hasSecondHost(rawHeaders)) {
      return { status: 403, message: 'The Host header names none of our addresses.' };
    }
    if (headers.origin !== undefined && !this.#isOurOrigin(headers.origin)) {
      return { status: 403, message: 'Requests from this Origin are not served.' };
    }
    if (this.#tokenDigest && !this.#isOurToken(headers.authorization)) {
      return { status: 401, message: 'A token is needed: Authorization: Bearer <token>.' };
    }
    return undefined;
  }

  #isOurHost(host: string | undefined): boolean {
    const name = HOST.exec(host ?? '')?.[1];
    return name !== undefined && this.#hostNames.has(name.toLowerCase());
  }

  /** Node joins repeated headers with commas, which no URL survives unchanged. */
  #isOurOrigin(origin: string | undefined): boolean {
    const url = URL.parse(origin ?? '');
    if (!url || url.origin !== origin) return false;
    return (url.protocol === 'http:' || url.protocol === 'https:') && this.#hostNames.has(url.hostname);
  }

  #isOurToken(authorization: string | undefined): boolean {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    return this.#tokenDigest !== undefined && timingSafeEqual(digest(given), this.#tokenDigest);
  }
}

/** Node keeps the first of several, and something before us may have looked at another. */
function hasSecondHost(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts > 1;
}

/** Of equal length whatever the token's, as a comparison in constant time needs. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
