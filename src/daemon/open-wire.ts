import type { Processes } from '../downstream/process/processes.ts';
import { openRemote } from '../downstream/remote/open-remote.ts';
import type { OpenWire } from '../downstream/start.ts';
import type { ParseLimits } from '../protocol/parse.ts';

/** How connections to servers are opened. */
export function createOpenWire(processes: Processes, limits: ParseLimits): OpenWire {
  const network = { env: process.env, seenOutside: new Set<string>() };
  return async (definition, findTool) =>
    definition.type === 'stdio'
      ? processes.open(definition)
      : openRemote(definition, { findTool, limits, network });
}
