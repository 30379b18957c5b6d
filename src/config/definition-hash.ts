import { createHash } from 'node:crypto';
import type { ServerDefinition } from './config.ts';

/**
 * Identifies what runs behind a name: SHA-256 (hex) of how the server is reached. How it is published and
 * timed does not enter; secrets enter only here, and cannot be read back.
 */
export function definitionHash(definition: ServerDefinition): string {
  const identity =
    definition.type === 'stdio'
      ? [definition.type, definition.command, definition.args, sorted(definition.env), definition.cwd ?? null]
      : [
          definition.type,
          definition.url,
          sorted(definition.headers),
          ...asList(definition.proxy),
          ...asList(definition.oauth && JSON.stringify(definition.oauth)),
        ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** What was added later must leave the hashes of those who do without it as they were. */
const asList = (value: string | undefined): string[] => (value === undefined ? [] : [value]);

const sorted = (record: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
