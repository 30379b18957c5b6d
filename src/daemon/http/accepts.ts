import type { IncomingMessage } from 'node:http';

/** Whether a client takes answers of a type; one that says nothing takes any. */
export function accepts({ headers }: IncomingMessage, type: string): boolean {
  const { accept } = headers;
  return accept === undefined || accept.includes(type) || accept.includes('*/*');
}
