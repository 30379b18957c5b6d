import { openStdio } from '../downstream/process/open-stdio.ts';
import type { OpenWire } from '../downstream/start.ts';
import type { ParseLimits } from '../protocol/parse.ts';
import { GatewayError } from '../shared/errors.ts';
import type { Log } from '../telemetry/log.ts';

/** How connections to servers are opened, and the emergency exit for those that are processes. */
export function createOpenWire({ log, limits }: { log: Log; limits: ParseLimits }): OpenWire {
  return async (definition) => {
    if (definition.type === 'stdio') {
      return openStdio(definition, { log, limits });
    }
    throw new GatewayError(
      'server_unavailable',
      `${definition.name}: ${definition.type} servers are not supported yet.`,
    );
  };
}
