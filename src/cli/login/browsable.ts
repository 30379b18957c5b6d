import { GatewayError } from '../../shared/errors.ts';

/** Whatever opens it, nothing of it is to be read as anything but an address (CVE-2025-6514). */
const AMBIGUOUS = /[$`'"()<>\\^|;!{}*[\]\s]/g;

/** An address that a server has named, as it may be shown or opened. @throws GatewayError `server_unavailable` */
export function browsable(url: URL): string {
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.username !== '' || url.password !== '') {
    throw new GatewayError(
      'server_unavailable',
      'The authorization server names an address that is not opened.',
      {
        hint: `It begins with ${JSON.stringify(url.href.slice(0, 40))}.`,
      },
    );
  }
  const { origin, pathname, search, hash } = url;
  const encode = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return origin + (pathname + search + hash).replace(AMBIGUOUS, encode);
}
