import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCommand } from '../../../../src/downstream/process/find-command.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tl-find-'));
  for (const folder of ['a', 'b', 'b/tool-as-folder']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'a/tool'), '', { mode: 0o644 });
  writeFileSync(join(root, 'b/tool'), '');
  chmodSync(join(root, 'b/tool'), 0o755);
});
afterAll(() => rmSync(root, { recursive: true }));

const find = (command: string, path = `${root}/a:${root}/b`): string | undefined =>
  findCommand(command, { path, cwd: root, platform: 'linux' });

describe('a command', () => {
  test('is the first file on the path that may be executed', () => {
    expect(find('tool')).toBe(join(root, 'b/tool'));
  });

  test('is never a folder', () => {
    expect(find('tool-as-folder')).toBeUndefined();
  });

  test('with a slash is looked for from the working directory, not on the path', () => {
    expect(find('./b/tool', '')).toBe(join(root, 'b/tool'));
    expect(find(join(root, 'b/tool'), '')).toBe(join(root, 'b/tool'));
    expect(find('b/none')).toBeUndefined();
  });

  test('is not found in the working directory through an empty part of the path', () => {
    expect(findCommand('tool', { path: ':', cwd: join(root, 'b'), platform: 'linux' })).toBeUndefined();
  });
});
