/**
 * Resources keep their URI under a scope that names the server: `demo://a` of server `every_thing` becomes
 * `every..thing+demo://a`, which is a URI again (and a URI template where it was one). Schemes know no `_` and
 * no capitals, so the scope is the server's name in lower case with other letters written as `.xx.`, and `_` as `..`.
 */
export function scopedUri(scope: string, uri: string): string {
  return `${scope}+${uri}`;
}

/** The scope of a server name; reversible through the names that exist, since equal scopes need equal names. */
export function uriScope(serverName: string): string {
  const encoded = [...serverName]
    .map((letter) => (/[a-z0-9-]/.test(letter) ? letter : letter === '_' ? '..' : `.${hex(letter)}.`))
    .join('');
  return /^[a-z]/.test(encoded) ? encoded : `s.${encoded}`;
}

/** Splits at the first `+`: the scope never has one, the server's own scheme may. */
export function splitScopedUri(uri: string): { scope: string; uri: string } | undefined {
  const at = uri.indexOf('+');
  if (at <= 0) return undefined;
  return { scope: uri.slice(0, at).toLowerCase(), uri: uri.slice(at + 1) };
}

function hex(letter: string): string {
  return (letter.codePointAt(0) ?? 0).toString(16);
}
