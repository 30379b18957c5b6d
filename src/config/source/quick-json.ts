const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const COMMENT = new RegExp(String.raw`(${STRING})|//[^\r\n]*|/\*[^]*?\*/`, 'g');
const TRAILING_COMMA = new RegExp(String.raw`(${STRING})|,(?<=["\w}\]]\s*,)(?=\s*[}\]])`, 'g');
const KEY = new RegExp(String.raw`${STRING}(\s*:)?`, 'g');

/**
 * The value of a valid JSON file with comments and trailing commas, by the engine's own parser; undefined
 * where the text is not valid or gives a key twice, for the slower parser to say where.
 */
export function parseQuickly(text: string): unknown {
  const plain = text.replace(COMMENT, keepString).replace(TRAILING_COMMA, keepString);
  try {
    const value: unknown = JSON.parse(plain);
    const keys = [...plain.matchAll(KEY)].filter(([, colon]) => colon !== undefined);
    return keys.length === countKeys(value) ? value : undefined;
  } catch {
    // Not valid: the slower parser reports it.
    return undefined;
  }
}

const keepString = (_match: string, string: string | undefined): string => string ?? ' ';

/** A key given twice is once in the value. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + countKeys(each), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}
