import { ignored, mapOf, section, text } from './decoder.ts';
import { SERVER_ENTRY } from './server-entry.ts';
import { SETTINGS } from './settings.ts';

/** Where hosts keep their servers: most of them, VS Code, Zed. */
export const SERVER_KEYS = ['mcpServers', 'servers', 'context_servers'] as const;

const servers = (description: string) => ({
  ...mapOf(description, SERVER_ENTRY),
  schema: { type: 'object', description, additionalProperties: { $ref: '#/definitions/server' } },
});

/** The whole configuration file. */
export const FILE = section('Configuration of Trunkline.', {
  $schema: text('For editors.'),
  mcpServers: servers('The servers, by name, as hosts write them.'),
  servers: servers('The same as `mcpServers`, as VS Code writes it.'),
  context_servers: servers('The same as `mcpServers`, as Zed writes it.'),
  inputs: ignored('VS Code asks for these; refer to secrets with "${env:…}", "${file:…}" or "${cmd:…}"'),
  ...SETTINGS,
});

/** The JSON Schema that editors complete and check the file with. */
export const JSON_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Trunkline configuration',
  ...FILE.schema,
  definitions: { server: SERVER_ENTRY.schema },
};
