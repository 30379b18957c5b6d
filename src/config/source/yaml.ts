import { type Document, isCollection, isMap, isNode, isScalar, parseDocument, type YAMLError } from 'yaml';
import type { Path } from '../problem.ts';
import type { Source } from './source.ts';

/** YAML 1.2 with merge keys (`<<`), so that servers can share settings. */
export function parseYaml(text: string): Source {
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  const errors: YAMLError[] = [...document.errors];
  return {
    value: errors.length === 0 ? document.toJS() : undefined,
    syntaxProblems: errors.map((error) => ({
      path: [],
      offset: error.pos[0],
      message: error.code === 'DUPLICATE_KEY' ? 'this key is already given above' : error.message,
    })),
    findOffsets: async () => (path, on) => offsetOf(document, path, on),
  };
}

function offsetOf(document: Document, path: Path, on: 'key' | 'value'): number {
  const parent = path.length > 0 ? document.getIn(path.slice(0, -1), true) : undefined;
  const key = path.at(-1);
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  const item = typeof key === 'number' && isCollection(parent) ? parent.items[key] : pair?.value;
  const node = on === 'key' && pair ? pair.key : path.length === 0 ? document.contents : item;
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), 'key');
}
