import type { Processes } from '../downstream/process/processes.ts';
import type { RemoteParts } from '../downstream/remote/open-remote.ts';
import type { OpenWire } from '../downstream/start.ts';

/** How connections to servers are opened. What speaks HTTP is loaded when it is needed: it costs 10 MB. */
export function createOpenWire(
  processes: Processes,
  shared: Omit<RemoteParts, 'network' | 'authorizations'>,
): OpenWire {
  const network = { env: process.env, seenOutside: new Set<string>() };
  const parts: RemoteParts = { ...shared, network, authorizations: new Map() };
  return async (definition, findTool) => {
    if (definition.type === 'stdio') return processes.open(definition);
    const { openRemote } = await import('../downstream/remote/open-remote.ts');
    return openRemote(definition, findTool, parts);
  };
}
