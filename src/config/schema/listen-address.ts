import type { Decoder } from './decoder.ts';

/** Where to listen; port 0 takes any that is free. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const PATTERN = /^(?:(.+):)?(\d{1,5})$/;

/** Reads `HOST:PORT`, `[IPv6]:PORT`, or a port on loopback; undefined where it is none. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, host = '127.0.0.1', digits] = PATTERN.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
}

/** The same as a key of the configuration. */
export function listenAddress(description: string): Decoder<ListenAddress> {
  return {
    absent: undefined,
    schema: { type: 'string', description, pattern: PATTERN.source },
    decode: (value, place) =>
      (typeof value === 'string' ? parseListenAddress(value) : undefined) ??
      place.problem('must be an address to listen on', 'write "127.0.0.1:8420"'),
  };
}
