/** Writes what is generated from the code: the JSON Schema, tables in docs/. With --check, only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS } from '../src/cli/commands.ts';
import type { Decoder } from '../src/config/schema/decoder.ts';
import { JSON_SCHEMA } from '../src/config/schema/file.ts';
import { ALIASES, IGNORED, PUBLISHING, REACHING } from '../src/config/schema/server-entry.ts';
import { SETTINGS } from '../src/config/schema/settings.ts';
import { ERRORS, type ErrorCode } from '../src/shared/errors.ts';
import { FEATURES } from '../test/process/matrix/features.ts';
import { HOSTS } from '../test/process/matrix/hosts.ts';
import { SERVERS } from '../test/process/matrix/servers.ts';

interface Generated {
  readonly file: string;
  /** The file's new text, given its present one. */
  readonly render: (current: string) => string;
}

const ERROR_MEANINGS: Readonly<Record<ErrorCode, string>> = {
  parse_error: 'A frame that is no UTF-8 JSON.',
  invalid_request: 'JSON that is no MCP message.',
  method_not_found: 'A method that neither Trunkline nor the session’s era knows.',
  invalid_params: 'Parameters, or command-line arguments, that do not fit.',
  unknown_tool: 'No tool of that name, or none that the caller may see.',
  unknown_prompt: 'No prompt of that name, or none that the caller may see.',
  unknown_resource: 'No resource of that URI, or none that the caller may see.',
  unknown_task: 'No task of that id, or none of this session.',
  unknown_server: 'No server of that name, or none that the caller may see.',
  header_mismatch: 'An HTTP header that contradicts the message’s body.',
  missing_capability: 'The client has not declared what the request needs of it.',
  unsupported_version: 'A protocol version that Trunkline does not speak.',
  invalid_arguments: 'Arguments that the tool’s schema refuses.',
  server_unavailable: 'The server could not be started or reached.',
  call_timed_out: 'The server did not answer in time. The call may have run.',
  call_interrupted: 'The connection was lost before the answer. The call may have run.',
  overloaded: 'Too much is waiting already; the call was not made.',
  not_answerable: 'A server asked its client something that nobody can answer.',
  cancelled: 'The caller cancelled.',
  config_invalid: 'The configuration is missing or wrong.',
  login_required: 'A remote server wants somebody to log in: `trunkline login <server>`.',
  store_failed: 'The database cannot be opened or written.',
  internal: 'A fault of Trunkline itself; the log has the id that the message names.',
};

const GENERATED: readonly Generated[] = [
  { file: 'servers.schema.json', render: () => `${JSON.stringify(JSON_SCHEMA, null, 2)}\n` },
  {
    file: 'docs/configuration.md',
    render: withTables({
      reaching: settingsTable(REACHING),
      publishing: settingsTable(PUBLISHING),
      aliases: settingsTable(ALIASES),
      ignored: settingsTable(IGNORED),
      settings: settingsTable(SETTINGS),
    }),
  },
  { file: 'docs/cli.md', render: withTables({ commands: commandsTable() }) },
  { file: 'docs/errors.md', render: withTables({ errors: errorsTable() }) },
  { file: 'docs/compatibility.md', render: withTables({ matrix: matrixTable() }) },
];

const ROOT = new URL('../', import.meta.url);

/** What the test of the matrix holds: each server kind with each feature, for every host and entrance. */
function matrixTable(): string {
  const features = Object.keys(FEATURES);
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const hosts = HOSTS.map((host) => `SDK ${host}`).join(', ');
  return [
    `Hosts: ${hosts}; each over stdio and over HTTP.`,
    '',
    row(['Server', ...features]),
    row(['---', ...features.map(() => '---')]),
    ...SERVERS.map((server) => row([server, ...features.map(() => 'yes')])),
  ].join('\n');
}

function generate(isCheck: boolean): void {
  for (const { file, render } of GENERATED) {
    const current = readFileSync(new URL(file, ROOT), { encoding: 'utf8', flag: 'a+' });
    const next = render(current);
    if (next === current) continue;
    if (!isCheck) {
      writeFileSync(new URL(file, ROOT), next);
      console.log(`${file} written`);
      continue;
    }
    console.error(`${file} is not up to date: run "npm run docs"`);
    process.exitCode = 1;
  }
}

/** Replaces what stands between `<!-- generated: name -->` and `<!-- end -->`. */
function withTables(tables: Readonly<Record<string, string>>): (current: string) => string {
  return (current) =>
    Object.entries(tables).reduce((text, [name, table]) => {
      const place = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end -->)`);
      if (!place.test(text)) throw new Error(`no place for the table "${name}"`);
      return text.replace(place, (_all, start: string, end: string) => `${start}\n${table}\n\n${end}`);
    }, current);
}

function settingsTable(fields: Readonly<Record<string, Decoder<unknown, unknown>>>): string {
  const rows = Object.entries(fields).flatMap(([key, { schema }]) => rowsFor(key, schema));
  return tableOf(['key', 'value', 'default', 'meaning'], rows);
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

function rowsFor(key: string, { properties, description = '', ...schema }: Schema): string[][] {
  if (properties) {
    return Object.entries(properties).flatMap(([inner, each]) => rowsFor(`${key}.${inner}`, each));
  }
  const value = schema.enum?.map((word) => `\`${word}\``) ?? [schema.type ?? ''].flat();
  const fallback = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
  return [[`\`${key}\``, value.join(', '), fallback, description]];
}

function commandsTable(): string {
  const rows = Object.entries(COMMANDS).map(([name, { usage, summary }]) => [
    `\`${name}\``,
    summary,
    `\`${usage}\``,
  ]);
  return tableOf(['command', 'does', 'takes'], rows);
}

function errorsTable(): string {
  const rows = Object.entries(ERRORS).map(([code, { jsonRpc, asResult, http, exit }]) =>
    [
      `\`${code}\``,
      ERROR_MEANINGS[code as ErrorCode],
      asResult ? `\`isError\` (${jsonRpc})` : jsonRpc,
      http,
      exit,
    ].map(String),
  );
  return tableOf(['code', 'meaning', 'JSON-RPC', 'HTTP', 'exit'], rows);
}

/** A Markdown table, without the columns that no row fills. */
function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => {
    const filled = cells.filter((_cell, column) => rows.some((row) => row[column]));
    return `| ${filled.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  };
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

generate(process.argv.includes('--check'));
