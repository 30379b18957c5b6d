import { beforeEach, expect, test } from 'vitest';
import { StderrLog } from '../../../../src/downstream/process/stderr-log.ts';

const SECRET = 'hunter2-hunter2';

let now: number;
let logged: string[];
let stderr: StderrLog;
beforeEach(() => {
  now = 0;
  logged = [];
  const clock = { now: () => now, wallTime: () => now, uptime: () => now, after: () => () => {} };
  stderr = new StderrLog({ log: (line) => logged.push(line), secrets: [SECRET], clock });
});
const write = (text: string): void => stderr.write(Buffer.from(text));

test('the tail is the last 64 lines', () => {
  write(Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join(''));
  expect(stderr.tail()).toHaveLength(64);
  expect(stderr.tail().at(-1)).toBe('line 99');
});

test('the tail holds 16 kB at most, and of one line 2,000 characters', () => {
  write(`${'x'.repeat(50_000)}\n`.repeat(20));
  expect(stderr.tail().join('').length).toBeLessThanOrEqual(16_384);
  expect(stderr.tail()[0]).toHaveLength(2_000);
});

test('colours and control characters are taken out', () => {
  write('\u001b[31mError:\u001b[0m no\u0007 key\u001b]0;title\u0007\n');
  expect(stderr.tail()).toEqual(['Error: no key']);
});

test('a line that has not ended counts, and a character may be cut anywhere', () => {
  const bytes = Buffer.from('größer');
  stderr.write(bytes.subarray(0, 3));
  stderr.write(bytes.subarray(3));
  expect(stderr.tail()).toEqual(['größer']);
  expect(logged).toEqual([]);
});

test('a line that never ends takes no memory', () => {
  for (let i = 0; i < 1000; i++) write('x'.repeat(1000));
  expect(stderr.tail().join('').length).toBeLessThanOrEqual(2_000);
});

test('the log takes 600 lines a minute, says that it left some out, and goes on in the next minute', () => {
  write('noise\n'.repeat(1000));
  expect(logged).toHaveLength(601);
  expect(logged.at(-1)).toContain('left out');
  now = 60_000;
  write('news\n');
  expect(logged.at(-1)).toBe('news');
});

test('what the server was given to keep to itself is hidden, in the log and in the tail', () => {
  write(`connecting as ${SECRET}\n`);
  expect(logged).toEqual(['connecting as …']);
  expect(stderr.tail()).toEqual(['connecting as …']);
});
