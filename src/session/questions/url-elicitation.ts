import { URL_ELICITATION_REQUIRED } from '../../calls/name-asker.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError, PeerError } from '../../shared/errors.ts';

/**
 * What a modern client is told in place of a legacy server's error -32042, which its era says as `input_required`;
 * undefined for any other error.
 * @throws GatewayError `missing_capability` if the client cannot open addresses.
 */
export function urlElicitation(error: unknown, capabilities: JsonObject): JsonObject | undefined {
  if (!(error instanceof PeerError) || error.code !== URL_ELICITATION_REQUIRED) return undefined;
  const listed = isObject(error.data) ? error.data.elicitations : undefined;
  const elicitations = Array.isArray(listed) ? listed.filter(isObject) : [];
  if (!isObject(capabilities.elicitation) || !('url' in capabilities.elicitation)) {
    throw new GatewayError('missing_capability', error.message, {
      data: { requiredCapabilities: { elicitation: { url: {} } } },
    });
  }
  const asked = elicitations.map((params, index) => [
    `url-${index + 1}`,
    { method: 'elicitation/create', params: { ...params, mode: 'url' } },
  ]);
  return { resultType: 'input_required', inputRequests: Object.fromEntries(asked) };
}
