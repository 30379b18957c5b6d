import type { Processes } from '../downstream/process/processes.ts';
import type { OpenWire } from '../downstream/start.ts';
import { GatewayError } from '../shared/errors.ts';

/** How connections to servers are opened. */
export function createOpenWire(processes: Processes): OpenWire {
  return async (definition) => {
    if (definition.type === 'stdio') return processes.open(definition);
    throw new GatewayError(
      'server_unavailable',
      `${definition.name}: ${definition.type} servers are not supported yet.`,
    );
  };
}
