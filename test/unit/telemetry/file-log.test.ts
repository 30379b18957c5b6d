import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileLog } from '../../../src/telemetry/file-log.ts';

const MEBIBYTE = 1024 * 1024;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
  file = join(folder, 'trunkline.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openFileLog({ file, level: 'info', isVerbose: false });

test('a hundred thousand rows take no more room than the log may, and the last of them are there', () => {
  const [one, other] = [open(), open()];
  const text = 'x'.repeat(300);
  for (let row = 0; row < 50_000; row++) {
    one.info({ row }, text);
    other.info({ row }, text);
  }
  for (const each of [file, `${file}.1`]) expect(statSync(each).size).toBeLessThan(13 * MEBIBYTE);
  const last = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  expect(JSON.parse(last)).toMatchObject({ row: 49_999 });
});

test('a log is private, and one line a record whatever stands in it', () => {
  open().warn({ line: 'one\r\n{"level":60,"msg":"forged"}' }, 'two\nlines');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(1);
});

test('without a place to write it is silent', () => {
  file = join(folder, 'trunkline.log', 'below', 'a-file');
  openFileLog({ file: join(folder, 'trunkline.log'), level: 'info', isVerbose: false }).info({}, 'there');
  expect(() => open().info({}, 'lost')).not.toThrow();
  expect(existsSync(file)).toBe(false);
});
