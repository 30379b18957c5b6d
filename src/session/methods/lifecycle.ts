import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { LATEST_LEGACY, LEGACY_VERSIONS, MODERN_VERSIONS } from '../../protocol/versions.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { LegacyMethod, Method, SessionParts } from '../context.ts';
import { capabilities, instructions, SERVER_INFO } from '../identity.ts';

export const initialize: LegacyMethod = async (params, { session, parts }) => {
  const { protocolVersion, capabilities: declared, clientInfo } = params;
  if (typeof protocolVersion !== 'string' || !isObject(declared)) {
    throw new GatewayError('invalid_params', 'initialize needs protocolVersion and capabilities.');
  }
  session.begin({ capabilities: declared, clientInfo: isObject(clientInfo) ? clientInfo : {} });
  // Begun early so that the lists, which come next, wait less; one server's capabilities are known only after.
  const lists = parts.firstLists();
  if (parts.view.onlyServer !== undefined) await lists;
  const isServed = (LEGACY_VERSIONS as readonly string[]).includes(protocolVersion);
  return {
    protocolVersion: isServed ? protocolVersion : LATEST_LEGACY,
    capabilities: capabilities('legacy', parts.view),
    serverInfo: SERVER_INFO,
    ...describe(parts),
  };
};

export const discover: Method = async (_params, { parts }) => {
  if (parts.view.onlyServer !== undefined) await parts.firstLists();
  return {
    supportedVersions: [...MODERN_VERSIONS],
    capabilities: capabilities('modern', parts.view),
    ...describe(parts),
  };
};

export const ping: Method = async () => ({});

function describe(parts: SessionParts): JsonObject {
  const text = instructions(parts.view);
  return text === undefined ? {} : { instructions: text };
}
