import type { ServerDefinition } from '../config/config.ts';

/** Names of variables, headers and options whose values are nobody's business. */
const NAMES_A_SECRET =
  /token|secret|passw|pwd|api[_-]?key|access[_-]?key|private[_-]?key|credential|auth|cookie/i;
/** Shorter values are found in innocent texts as well. */
const MIN_LENGTH = 6;
const HIDDEN = '…';

/** The secrets that the configuration gives a server, as they would stand in a JSON text. */
export function secretsOf(definition: ServerDefinition): string[] {
  const values = definition.type === 'stdio' ? secretsOfProgram(definition) : secretsOfRemote(definition);
  const distinct = new Set(values.filter((value) => value.length >= MIN_LENGTH));
  return [...distinct].map((value) => JSON.stringify(value).slice(1, -1));
}

/** A text for the log, for people, for a file: with a mark in the place of each secret. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(String(JSON.parse(`"${secret}"`)), HIDDEN), text);
}

function secretsOfProgram({ env, args }: ServerDefinition & { type: 'stdio' }): string[] {
  const options = args.flatMap((arg, index) => {
    const [name = '', value] = arg.split(/=(.*)/s);
    return NAMES_A_SECRET.test(name) && name.startsWith('-') ? [value ?? args[index + 1] ?? ''] : [];
  });
  return [...named(env), ...options];
}

function secretsOfRemote({ headers, url, oauth }: Exclude<ServerDefinition, { type: 'stdio' }>): string[] {
  const { password, searchParams } = new URL(url);
  const inHeaders = named(headers).flatMap((value) => [
    value,
    value.replace(/^(Bearer|Basic|Token)\s+/i, ''),
  ]);
  const { clientSecret = '', privateKey = '', identityProvider } = oauth ?? {};
  const { clientSecret: theirs = '', idToken = '' } = identityProvider ?? {};
  const inOAuth = [clientSecret, privateKey, theirs, idToken];
  return [...inHeaders, decodeURIComponent(password), ...named(Object.fromEntries(searchParams)), ...inOAuth];
}

function named(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => (NAMES_A_SECRET.test(name) ? [value] : []));
}
