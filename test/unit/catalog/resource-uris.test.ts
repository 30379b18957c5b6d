import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scopedUri, splitScopedUri, uriScope } from '../../../src/catalog/resource-uris.ts';

test('a scoped URI is a URI again and leads back, whatever the server is called', () => {
  const names = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/),
    fc.string({ minLength: 1, maxLength: 20 }),
  );
  fc.assert(
    fc.property(names, fc.webUrl(), (serverName, uri) => {
      const scope = uriScope(serverName);
      const published = scopedUri(scope, uri);
      expect(new URL(published).protocol).toBe(`${scope}+${new URL(uri).protocol}`);
      expect(splitScopedUri(published)).toEqual({ scope, uri });
    }),
  );
});

test('servers whose names differ only in case, underscore or dash have different scopes', () => {
  const names = ['my_server', 'my-server', 'My_server', 'myserver', 'my__server'];
  expect(new Set(names.map(uriScope)).size).toBe(names.length);
});

test('a template keeps its expressions, and a URI without scope is nobody’s', () => {
  expect(scopedUri(uriScope('demo'), 'demo://item/{id}')).toBe('demo+demo://item/{id}');
  expect(splitScopedUri('file:///a')).toBeUndefined();
});
