import { GatewayError } from '../../../shared/errors.ts';
import { addressKind } from './address-kind.ts';

interface Dial {
  /** As the URL names it. */
  readonly host: string;
  /** What it was found at; for an address, itself. */
  readonly addresses: readonly string[];
  readonly isEncrypted: boolean;
  /** A server outside has named it: it is not to lead inside. */
  readonly onlyOutside?: boolean;
}

/**
 * Why a host is not to be dialled at these addresses. A configured server may be inside, but none is where a
 * cloud's metadata service may be; and one that plain HTTP has found outside is not followed inside, where its
 * name leads somebody else's requests (DNS rebinding). Encrypted, the certificate says whose server it is.
 */
export function findDialFault(
  { host, addresses, isEncrypted, onlyOutside = false }: Dial,
  seenOutside: Set<string>,
): GatewayError | undefined {
  const forbidden = addresses.find((address) => addressKind(address) === 'forbidden');
  if (forbidden !== undefined) return refusal(host, forbidden, 'where no MCP server is');
  const inside = addresses.find((address) => addressKind(address) === 'inside');
  if (inside === undefined) seenOutside.add(host);
  else if (onlyOutside) return refusal(host, inside, 'in this network, and was named by a server outside');
  else if (!isEncrypted && seenOutside.has(host))
    return refusal(host, inside, 'in this network, but was at a public address before');
  return undefined;
}

function refusal(host: string, address: string, why: string): GatewayError {
  const at = host === address ? host : `${host} (${address})`;
  return new GatewayError('server_unavailable', `${at} is not dialled: it is ${why}.`);
}
