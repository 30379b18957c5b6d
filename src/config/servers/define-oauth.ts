import type { OAuthDefinition, RemoteDefinition } from '../config.ts';
import type { Place } from '../problem.ts';
import type { Decoded } from '../schema/decoder.ts';
import { OAUTH } from '../schema/oauth.ts';
import type { Expander } from './expand.ts';

type OAuthEntry = Decoded<typeof OAUTH>;

const TEXTS = ['clientId', 'clientSecret', 'privateKey', 'clientMetadataUrl', 'issuer'] as const;

/** Makes what an entry says of logging in into a definition; undefined where it says nothing. */
export async function defineOAuth(
  entry: OAuthEntry,
  place: Place,
  expander: Expander,
): Promise<OAuthDefinition | undefined> {
  if (JSON.stringify(entry) === JSON.stringify(OAUTH.absent)) return undefined;
  const expand = async (text: string | undefined, at: Place): Promise<string | undefined> =>
    text === undefined ? undefined : await expander.expand(text, at);
  const values = await Promise.all(TEXTS.map((key) => expand(entry[key], place.at(key))));
  const [clientId, clientSecret, privateKey, clientMetadataUrl, issuer] = values;
  const { grant, signingAlgorithm, scopes, callbackPort } = entry;
  const definition: OAuthDefinition = {
    grant,
    clientId,
    clientSecret,
    privateKey,
    signingAlgorithm,
    clientMetadataUrl,
    scopes: scopes ?? [],
    issuer,
    callbackPort,
    identityProvider: await defineIdentityProvider(entry, place.at('identityProvider'), expander),
  };
  refuseGaps(definition, place);
  return definition;
}

/** Says so where nobody will ever be asked to log in. */
export function noteUnusedOAuth(
  { type, headers }: Pick<RemoteDefinition, 'type' | 'headers'>,
  place: Place,
): void {
  if (type === 'websocket') place.note('has no effect over WebSocket', 'give a token under "headers"');
  else if (Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'))
    place.note('has no effect beside a header "Authorization"', 'take one of them out');
}

async function defineIdentityProvider(
  { grant, identityProvider: entry }: OAuthEntry,
  place: Place,
  expander: Expander,
): Promise<OAuthDefinition['identityProvider']> {
  if (grant !== 'cross_app_access') return undefined;
  const { issuer, clientId, idToken, clientSecret } = entry;
  if (!issuer || !clientId || !idToken)
    return place.problem('needs "issuer", "clientId" and "idToken"', 'or choose another "grant"');
  return {
    issuer: await expander.expand(issuer, place.at('issuer')),
    clientId: await expander.expand(clientId, place.at('clientId')),
    clientSecret: clientSecret && (await expander.expand(clientSecret, place.at('clientSecret'))),
    idToken: await expander.expand(idToken, place.at('idToken')),
  };
}

function refuseGaps(definition: OAuthDefinition, place: Place): void {
  const { grant, clientId, clientSecret, privateKey, clientMetadataUrl, issuer } = definition;
  const isSecretMissing = clientSecret === undefined && (grant === 'cross_app_access' || !privateKey);
  if (grant !== 'authorization_code' && (clientId === undefined || isSecretMissing))
    place.problem(`needs "clientId" and a secret for the grant ${grant}`);
  if (clientSecret !== undefined && clientId === undefined)
    place.at('clientSecret').problem('is of no use without "clientId"');
  if (clientMetadataUrl !== undefined && !isDocumentUrl(clientMetadataUrl))
    place.at('clientMetadataUrl').problem('must be a URL that begins with https: and has a path');
  if (issuer !== undefined && !URL.canParse(issuer)) place.at('issuer').problem('must be a URL');
}

function isDocumentUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.pathname !== '/';
}
