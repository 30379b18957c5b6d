import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DaemonLock } from '../../../src/daemon/socket/lock.ts';
import { findHolder } from '../../../src/protocol/daemon/lock-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tl-'));
  path = join(folder, 'state', 'daemon.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('one holds it until it is released', () => {
  const lock = DaemonLock.acquire(path);
  expect(lock?.isOurs).toBe(true);
  expect(DaemonLock.acquire(path)).toBeUndefined();
  expect(findHolder(path)).toMatchObject({ pid: process.pid });
  lock?.release();
  expect(DaemonLock.acquire(path)?.isOurs).toBe(true);
});

test('a lock of a dead process, or of one whose number was given anew, is taken over', () => {
  DaemonLock.acquire(path);
  writeFileSync(path, JSON.stringify({ pid: process.pid, startTime: '1', version: '0' }));
  expect(findHolder(path)).toBeUndefined();
  expect(DaemonLock.acquire(path)?.isOurs).toBe(true);
});

test('a lock that is being written is held', () => {
  DaemonLock.acquire(path)?.release();
  writeFileSync(path, '');
  expect(DaemonLock.acquire(path)).toBeUndefined();
});

test('whoever lost the file does not take it from the next', () => {
  const lost = DaemonLock.acquire(path);
  rmSync(path);
  expect(lost?.isOurs).toBe(false);
  writeFileSync(path, JSON.stringify({ pid: 1, startTime: '1', version: '0' }));
  lost?.release();
  expect(() => rmSync(path)).not.toThrow();
});
