import { countTokens } from '../tokens/count-tokens.ts';
import { oneLine, type SignatureLimits, signatureOf } from './signature.ts';
import type { RankedTool, SearchResult } from './tool-index.ts';

export interface AnswerOptions {
  /** The name under which the tool is called. */
  readonly qualifiedName: (server: string, toolName: string) => string;
  readonly maxTokens?: number;
  /** Why calls to a server fail at present; undefined while they do not. */
  readonly failure?: (server: string) => string | undefined;
}

/** What `find_tools` says: a text for the model, and the same as data. */
export interface SearchAnswer {
  readonly text: string;
  readonly structuredContent: {
    /** Whether a suitable tool seems to exist at all. */
    readonly confident: boolean;
    readonly tools: readonly { name: string; signature: string; failing?: string }[];
    /** Further tools by server, names as the server gives them. */
    readonly more: readonly { server: string; tools: readonly string[] }[];
  };
}

/** Ever shorter, until the signatures leave room for names. */
const LIMITS: readonly SignatureLimits[] = [
  { description: 100, parameters: 120 },
  { description: 80, parameters: 60 },
  { description: 60, parameters: 0 },
];
/** The share of the budget that signatures may take. */
const SIGNATURE_SHARE = 0.6;
const MORE_HEADING = 'Other tools, callable as server.tool:';

/** Renders a search result within a token budget: signatures of the best tools, then as many names as fit. */
export function composeAnswer(result: SearchResult, options: AnswerOptions): SearchAnswer {
  const { maxTokens = 500 } = options;
  const heading = headingOf(result);
  const lines = signatureLines(result, options, maxTokens * SIGNATURE_SHARE);
  const start = [heading, ...lines].filter(Boolean).join('\n');
  const more = furtherNames(result, maxTokens - countTokens(`${start}\n${MORE_HEADING}\n`));
  const listed = more.map(({ server, tools }) => `${server}: ${tools.join(', ')}`);
  return {
    text: more.length > 0 ? [start, MORE_HEADING, ...listed].join('\n') : start,
    structuredContent: {
      confident: result.confident,
      tools: result.tools.map(({ server, tool }, i) => {
        const failing = options.failure?.(server);
        const signature = lines[i] ?? '';
        return { name: options.qualifiedName(server, tool.name), signature, ...(failing && { failing }) };
      }),
      more,
    },
  };
}

function headingOf({ tools, confident }: SearchResult): string {
  if (tools.length === 0) return 'No tool fits. Try other words, or fewer.';
  return confident ? '' : 'No tool seems to fit; the nearest are:';
}

function signatureLines(result: SearchResult, options: AnswerOptions, maxTokens: number): string[] {
  let lines: string[] = [];
  for (const limits of LIMITS) {
    lines = result.tools.map((ranked) => lineOf(ranked, options, limits));
    if (countTokens(lines.join('\n')) <= maxTokens) return lines;
  }
  while (lines.length > 1 && countTokens(lines.join('\n')) > (options.maxTokens ?? 500)) lines.pop();
  return lines;
}

function lineOf({ server, tool }: RankedTool, options: AnswerOptions, limits: SignatureLimits): string {
  const failing = options.failure?.(server);
  const line = signatureOf(options.qualifiedName(server, tool.name), tool, limits);
  return failing ? `${line} [server failing: ${oneLine(failing, 80)}]` : line;
}

/** Names beyond the signatures, best first, grouped by server in the order of the servers' best tools. */
function furtherNames({ further }: SearchResult, maxTokens: number): { server: string; tools: string[] }[] {
  const groups = new Map<string, string[]>();
  let left = maxTokens;
  for (const { server, tool } of further) {
    const group = groups.get(server);
    if (group?.includes(tool.name)) continue;
    const cost = countTokens(`, ${tool.name}`) + (group ? 0 : countTokens(`${server}:\n`));
    if (cost > left) continue;
    left -= cost;
    if (group) group.push(tool.name);
    else groups.set(server, [tool.name]);
  }
  return [...groups].map(([server, tools]) => ({ server, tools }));
}
