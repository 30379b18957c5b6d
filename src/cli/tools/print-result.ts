import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';

/** Prints a `CallToolResult`: its texts for people, or all of it. @returns the exit code */
export function printResult(result: JsonObject, asJson: boolean): number {
  process.stdout.write(`${asJson ? JSON.stringify(result, null, 2) : textOf(result)}\n`);
  return result.isError === true ? 1 : 0;
}

function textOf({ content }: JsonObject): string {
  const blocks = Array.isArray(content) ? content : [];
  return blocks
    .map((block: unknown) => {
      if (!isObject(block)) return '';
      return typeof block.text === 'string' ? block.text : `[${String(block.type)}: see --json]`;
    })
    .join('\n');
}
