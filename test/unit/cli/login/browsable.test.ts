import { expect, test } from 'vitest';
import { browsable } from '../../../../src/cli/login/browsable.ts';

const opened = (text: string): string => browsable(new URL(text));

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,hello',
  'ms-msdt:/id',
  'vscode://file/x',
  'smb://host/share',
  'https://user:secret@login.example/',
])('%s is not opened', (text) => {
  expect(() => opened(text)).toThrow('names an address that is not opened');
});

test('an ordinary address is opened as it is', () => {
  const address = 'https://login.example/authorize?response_type=code&state=a-b_c~d&scope=a%20b#top';
  expect(opened(address)).toBe(address);
});

test.each([...'$`\'"()<>\\^|;!{}*[]'])('no shell finds a %s to read in an address', (character) => {
  const address = opened(`https://login.example/a${character}b?c=${character}calc${character}#${character}`);
  expect(address).not.toContain(character);
  expect(URL.canParse(address)).toBe(true);
});

test('control characters and spaces do not reach the terminal or the opener', () => {
  const address = opened('https://login.example/a\u0007b\u001b[31m?c=d e\tf');
  expect(address).toMatch(/^[\x21-\x7e]+$/);
});
