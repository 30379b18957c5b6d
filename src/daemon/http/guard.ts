import { timingSafeEqual } from 'node:crypto';
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
 * rebinding) is found out by Host, one that calls us across origins by Origin. Headers that are repeated have to
 * come joined, which none of ours survives: something before us may have looked at another of them than we.
 */
export class Guard {
  readonly #hostNames: ReadonlySet<string>;
  readonly #token: Buffer | undefined;

  constructor({ hostNames, token }: GuardOptions) {
    this.#hostNames = new Set([...LOOPBACK, ...hostNames.map((name) => name.toLowerCase())]);
    this.#token = token === undefined ? undefined : Buffer.from(token);
  }

  judge({ headers }: IncomingMessage): Refusal | undefined {
    if (!this.#isOurHost(headers.host)) {
      return { status: 403, message: 'The Host header names none of our addresses.' };
    }
    if (headers.origin !== undefined && !this.#isOurOrigin(headers.origin)) {
      return { status: 403, message: 'Requests from this Origin are not served.' };
    }
    if (this.#token && !isBearer(headers.authorization, this.#token)) {
      return { status: 401, message: 'A token is needed: Authorization: Bearer <token>.' };
    }
    return undefined;
  }

  #isOurHost(host: string | undefined): boolean {
    const name = HOST.exec(host ?? '')?.[1];
    return name !== undefined && this.#hostNames.has(name.toLowerCase());
  }

  #isOurOrigin(origin: string | undefined): boolean {
    const url = URL.parse(origin ?? '');
    if (!url || url.origin !== origin) return false;
    return (url.protocol === 'http:' || url.protocol === 'https:') && this.#hostNames.has(url.hostname);
  }
}

/** Compares in constant time but for the length, which is no secret. */
function isBearer(authorization: string | undefined, token: Buffer): boolean {
  const given = Buffer.from(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
  return given.length === token.length && timingSafeEqual(given, token);
}
