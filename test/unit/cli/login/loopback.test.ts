import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Loopback } from '../../../../src/cli/login/loopback.ts';

let loopback: Loopback;
beforeEach(async () => {
  loopback = await Loopback.open({ port: undefined, hasFixedPath: false });
});
afterEach(() => loopback.close());

/** The status of a request to it. */
function visit(query: string, { method = 'GET', headers = {}, path = '' } = {}): Promise<number | undefined> {
  const url = new URL(loopback.redirectUrl);
  url.pathname += path;
  url.search = query;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('the redirect that carries our state is the answer, once', async () => {
  const answer = loopback.answerTo('ours');
  expect(await visit('?state=ours&code=one')).toBe(200);
  expect((await answer).get('code')).toBe('one');
  expect(await visit('?state=ours&code=two')).toBe(404);
  expect((await answer).get('code')).toBe('one');
});

test.each([
  ['another state', '?state=theirs&code=x', {}],
  ['no state', '?code=x', {}],
  ['two states, theirs first', '?state=theirs&state=ours&code=x', {}],
  ['another path', '?state=ours&code=x', { path: '/x' }],
  ['a form', '?state=ours&code=x', { method: 'POST' }],
  ['a page under another name for this address', '?state=ours&code=x', { headers: { host: 'evil.example' } }],
])('%s is no answer, and the wait goes on', async (_what, query, options) => {
  const answer = loopback.answerTo('ours');
  expect(await visit(query, options)).toBe(404);
  expect(await visit('?state=ours&code=ours')).toBe(200);
  expect((await answer).get('code')).toBe('ours');
});

test('before anybody is sent away nothing is an answer', async () => {
  expect(await visit('?state=&code=x')).toBe(404);
  expect(await visit('?code=x')).toBe(404);
});

test('what is pasted is the answer if the browser could have brought it', () => {
  void loopback.answerTo('ours');
  const { redirectUrl } = loopback;
  expect(loopback.read(`${redirectUrl}?state=ours&code=x`)?.get('code')).toBe('x');
  for (const other of [
    '',
    'x',
    'ours',
    redirectUrl,
    `${redirectUrl}?state=theirs&code=x`,
    `https://evil.example${new URL(redirectUrl).pathname}?state=ours&code=x`,
    `${new URL(redirectUrl).origin}/?state=ours&code=x`,
  ])
    expect(loopback.read(other), other).toBeUndefined();
});

test('each login has a path that nobody knows before', async () => {
  const other = await Loopback.open({ port: undefined, hasFixedPath: false });
  expect(new URL(other.redirectUrl).pathname).not.toBe(new URL(loopback.redirectUrl).pathname);
  expect(new URL(other.redirectUrl).hostname).toBe('127.0.0.1');
  other.close();
});

test('a port that is taken is an error that says so', async () => {
  const port = Number(new URL(loopback.redirectUrl).port);
  await expect(Loopback.open({ port, hasFixedPath: true })).rejects.toThrow('EADDRINUSE');
});
