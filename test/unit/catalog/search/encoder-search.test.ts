import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import {
  EncoderSearch,
  type EncoderSearchOptions,
} from '../../../../src/catalog/search/encoder/encoder-search.ts';
import { piecesOf, type SearchResult, ToolIndex } from '../../../../src/catalog/search/tool-index.ts';
import { ManualClock } from '../../store/manual-clock.ts';
import { recordingLog } from '../../store/recording-log.ts';

let endpoint: Server | undefined;
let asked: { model: string; input: string[] }[] = [];

/** An encoder that knows two things: what is about coffee, and what is about tea. */
async function openEncoder(status = 200): Promise<string> {
  asked = [];
  endpoint = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as { model: string; input: string[] };
      asked.push(body);
      const data = body.input.map((text, index) => ({
        index,
        embedding: [/brew|barista/.test(text) ? 1 : 0, /steep|leaves/.test(text) ? 1 : 0, 0.5],
      }));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: data.reverse() }));
    });
  });
  await new Promise<void>((resolve) => endpoint?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1/embeddings`;
}

afterEach(() => {
  endpoint?.close();
  endpoint?.closeAllConnections();
  endpoint = undefined;
});

function kitchen(): ToolIndex {
  const index = new ToolIndex();
  index.upsertServer('kitchen', [
    { name: 'machine_one', description: 'Operates the machine: steep.' },
    { name: 'machine_two', description: 'Operates the machine: brew.' },
  ]);
  return index;
}

function world(url: string, store = new Map<string, string>()) {
  const clock = new ManualClock();
  const log = recordingLog();
  const options: EncoderSearchOptions = {
    url,
    model: 'small',
    clock,
    log,
    store: { loadText: (key) => store.get(key), saveText: (key, text) => void store.set(key, text) },
  };
  const encoder = new EncoderSearch(options);
  const index = kitchen();
  const find = async (query: string): Promise<SearchResult> => {
    const encoded = await encoder.read(index.servers(), piecesOf(query));
    return index.search(query, { encoded });
  };
  return { encoder, index, find, clock, log, store };
}

const firstOf = ({ tools }: SearchResult): string | undefined => tools[0]?.tool.name;

test('while the tools are being encoded search does without, then it asks what the request means', async () => {
  const { encoder, find } = world(await openEncoder());
  expect(firstOf(await find('the machine for the barista'))).toBeDefined();
  await encoder.settle();
  expect(firstOf(await find('the machine for the barista'))).toBe('machine_two');
  expect(firstOf(await find('the machine for the leaves'))).toBe('machine_one');
  expect(asked.every(({ model }) => model === 'small')).toBe(true);
});

test('tools are encoded once and for all starts', async () => {
  const url = await openEncoder();
  const { encoder, find, store } = world(url);
  await find('barista');
  await encoder.settle();
  asked = [];
  const next = world(url, store);
  expect(firstOf(await next.find('the machine for the barista'))).toBe('machine_two');
  expect(asked.map(({ input }) => input)).toEqual([['the machine for the barista']]);
});

test('an encoder that fails is told of once, left alone for a minute, and search goes on', async () => {
  const { encoder, find, clock, log } = world(await openEncoder(500));
  for (const query of ['machine', 'brew', 'steep']) {
    expect(firstOf(await find(query))).toBeDefined();
    await encoder.settle();
  }
  expect(asked).toHaveLength(1);
  clock.advance(60_001);
  await find('machine');
  await encoder.settle();
  expect(asked).toHaveLength(2);
  expect(log.lines.filter((line) => line.includes('encoder'))).toHaveLength(1);
});

test('an answer without a vector for each text is a failure', async () => {
  const url = await openEncoder();
  endpoint?.removeAllListeners('request').on('request', (_, response) => response.end('{"data":[]}'));
  const { encoder, find, log } = world(url);
  expect(firstOf(await find('brew'))).toBe('machine_two');
  await encoder.settle();
  expect(log.lines).toHaveLength(1);
});
