import { type Decoder, ignored, integer, oneOf, section, text, withDefault } from './decoder.ts';

/** Scopes as hosts write them: a list, or one text with spaces. */
function scopes(description: string): Decoder<readonly string[]> {
  return {
    absent: undefined,
    schema: { type: ['array', 'string'], description },
    decode(value, place) {
      const words = typeof value === 'string' ? value.split(/\s+/).filter((word) => word !== '') : value;
      if (Array.isArray(words) && words.every((word) => typeof word === 'string' && SCOPE.test(word)))
        return words;
      return place.problem('must be a list of scopes, or a text with spaces between them');
    },
  };
}

/** RFC 6749 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const ELSEWHERE = 'it is found out from the server';

const IDENTITY_PROVIDER = section('Who vouches for you, for the grant `cross_app_access`.', {
  issuer: text('Its address.'),
  clientId: text('Our id there.'),
  clientSecret: text('The secret to it, if there is one.'),
  idToken: text('Your ID token, such as `${cmd:…}`.'),
});

/** How to log in at a remote server that wants it. */
export const OAUTH = section('How to log in at a remote server that wants it (docs/oauth.md).', {
  grant: withDefault(
    oneOf(
      'Who gives access: a person, once, by `trunkline login` (`authorization_code`); a secret or key of our own (`client_credentials`); an identity provider (`cross_app_access`).',
      ['authorization_code', 'client_credentials', 'cross_app_access'],
    ),
    'authorization_code',
  ),
  clientId: text('Our id at the authorization server, where it gave one beforehand.'),
  clientSecret: text('The secret to it, such as `${file:…}`.'),
  privateKey: text('A private key (PEM, PKCS #8) in place of the secret, such as `${file:…}`.'),
  signingAlgorithm: withDefault(
    oneOf('What the private key signs with.', [
      'ES256',
      'ES384',
      'ES512',
      'RS256',
      'RS384',
      'RS512',
      'PS256',
    ]),
    'ES256',
  ),
  clientMetadataUrl: text(
    'Where a document about us can be read, for servers that take its address as our id.',
  ),
  scopes: scopes('What to ask for where neither the server nor its metadata says it.'),
  issuer: text('The only authorization server that is asked; without it, the one that the server names.'),
  callbackPort: integer(
    'The port on 127.0.0.1 that the browser is sent back to; any that is free without it.',
    [1, 65_535],
  ),
  identityProvider: IDENTITY_PROVIDER,
  enabled: ignored('a server that wants a login says so'),
  authServerMetadataUrl: ignored(ELSEWHERE),
  authorizationUrl: ignored(ELSEWHERE),
  tokenUrl: ignored(ELSEWHERE),
  registrationUrl: ignored(ELSEWHERE),
  audiences: ignored(ELSEWHERE),
  redirectUri: ignored('say "callbackPort"'),
});
