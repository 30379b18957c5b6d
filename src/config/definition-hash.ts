import { createHash } from 'node:crypto';
import type { ServerDefinition } from './config.ts';
export const definitionHash = (d: ServerDefinition): string =>
  createHash('sha256').update(JSON.stringify(d)).digest('hex');
