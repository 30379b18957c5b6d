import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Path } from '../problem.ts';
import type { Source, SyntaxProblem } from './source.ts';

/** JSON with comments and trailing commas. */
export function parseJsonc(text: string): Source {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const syntaxProblems = errors.map(
    ({ error, offset }): SyntaxProblem => ({
      path: [],
      offset,
      message: wordsOf(printParseErrorCode(error)),
    }),
  );
  if (!root) return { value: undefined, syntaxProblems, findOffsets: async () => () => 0 };
  return {
    value: getNodeValue(root),
    syntaxProblems: [...syntaxProblems, ...duplicateKeys(root, [])],
    findOffsets: async () => (path, on) => offsetOf(root, path, on),
  };
}

function offsetOf(root: Node, path: Path, on: 'key' | 'value'): number {
  const node = findNodeAtLocation(root, [...path]);
  if (!node) return path.length === 0 ? root.offset : offsetOf(root, path.slice(0, -1), 'key');
  return on === 'key' && node.parent?.type === 'property' ? node.parent.offset : node.offset;
}

function duplicateKeys(node: Node, path: Path): SyntaxProblem[] {
  const children = node.children ?? [];
  if (node.type === 'array')
    return children.flatMap((child, index) => duplicateKeys(child, [...path, index]));
  if (node.type !== 'object') return [];
  const seen = new Set<string>();
  return children.flatMap(({ offset, children: [key, value] = [] }) => {
    const name = String(key?.value);
    const own = seen.has(name)
      ? [{ path: [...path, name], offset, message: 'this key is already given above' }]
      : [];
    seen.add(name);
    return value ? [...own, ...duplicateKeys(value, [...path, name])] : own;
  });
}

/** `CommaExpected` as "comma expected". */
const wordsOf = (code: string): string => code.replace(/\B[A-Z]/g, ' $&').toLowerCase();
