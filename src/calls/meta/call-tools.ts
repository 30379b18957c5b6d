import { runBatch } from './batch/run-batch.ts';
import type { MetaTool } from './meta-tool.ts';

/** Several calls at once, which may use each other's results. */
export const callTools: MetaTool = {
  name: 'call_tools',
  description:
    'Up to 32 calls in parallel. {"$ref":"id#/structuredContent/…"} or {"$ref":"id#text"} takes from a result.',
  inputSchema: {
    type: 'object',
    properties: {
      calls: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            name: { type: 'string' },
            arguments: { type: 'object' },
            after: { type: 'array', items: { type: 'string' } },
          },
          required: ['name'],
        },
      },
    },
    required: ['calls'],
  },
  run: runBatch,
};
