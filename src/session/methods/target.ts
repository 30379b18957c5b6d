import type { Server } from '../../downstream/server.ts';
import type { SessionParts } from '../context.ts';

/** A server, and the URI or task id by which it knows something. */
export interface Target {
  readonly server: Server;
  readonly id: string;
}

/** Where the published URI of a resource leads, or the published id of a task, which is made in the same way. */
export function findTarget(published: string, { view, servers }: SessionParts): Target | undefined {
  const target = view.findResource(published);
  const server = target && servers.find(target.serverName);
  return server && { server, id: target.uri };
}
