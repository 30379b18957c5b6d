import {
  type Decoded,
  type Decoder,
  flag,
  ignored,
  listOf,
  looseText,
  mapOf,
  oneOf,
  section,
  text,
  withDefault,
} from './decoder.ts';
import { duration } from './duration.ts';
import { OAUTH } from './oauth.ts';

/** Words that hosts use for a transport, and ours. */
const TRANSPORTS = {
  stdio: 'stdio',
  local: 'stdio',
  http: 'http',
  'streamable-http': 'http',
  streamableHttp: 'http',
  streamable_http: 'http',
  remote: 'http',
  sse: 'sse',
  ws: 'websocket',
  websocket: 'websocket',
} as const;

export type Transport = (typeof TRANSPORTS)[keyof typeof TRANSPORTS];

const PUBLISHED = { pattern: /^[A-Za-z0-9_-]+$/, message: 'consist of letters, digits, "_" and "-"' };
const PREFIX = {
  pattern: /^(?!.*__)[A-Za-z][A-Za-z0-9_-]*$/,
  message: 'begin with a letter and consist of letters, digits, "_" and "-", without "__"',
};

function transport(description: string): Decoder<Transport> {
  const word = oneOf(description, Object.keys(TRANSPORTS) as (keyof typeof TRANSPORTS)[]);
  return {
    ...word,
    decode(value, place) {
      const decoded = word.decode(value, place);
      return decoded && TRANSPORTS[decoded];
    },
  };
}

/** A host's own list of tools to show: honouring only half of it would publish what its author left out. */
function onlyTheseTools(): Decoder<undefined> {
  return {
    absent: undefined,
    schema: {
      type: 'array',
      description: 'Only `["*"]` (all tools) is accepted; leave tools out with `hide`.',
    },
    decode(value, place) {
      const isAll = Array.isArray(value) && value.length === 1 && value[0] === '*';
      if (!isAll)
        place.keyProblem('a list of the only tools to show is not supported', 'leave tools out with "hide"');
      return undefined;
    },
  };
}

/** VS Code writes null for a variable that is to be unset; a minimal environment has nothing to unset. */
function environment(): Decoder<ReadonlyMap<string, string>> {
  const value = looseText('The value.');
  return mapOf('Variables for the process, beside a minimal environment.', {
    ...value,
    schema: { type: ['string', 'number', 'boolean', 'null'] },
    decode: (given, place) => (given === null ? undefined : value.decode(given, place)),
  });
}

const hiddenTools = (description: string): Decoder<readonly string[]> =>
  listOf(description, text('A tool name or glob.'));

/** How to reach a server, as hosts write it. */
export const REACHING = {
  type: transport(
    'The transport. Without it, a `command` means stdio and a `url` HTTP (or WebSocket, for `ws:` and `wss:`).',
  ),
  command: text('The program to start.'),
  args: listOf('Its arguments.', looseText('One argument.')),
  env: environment(),
  envFile: text('A file of `NAME=value` lines, read before `env`.'),
  cwd: text("The working directory; without it, the configuration file's folder."),
  url: text('Where a remote server answers.'),
  headers: mapOf('HTTP headers for a remote server.', looseText('The value.')),
  proxy: text(
    'HTTP proxy before a remote server, such as `http://proxy:3128`, or `none`. Without it the environment counts: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY.',
  ),
  oauth: OAUTH,
  disabled: flag('Leaves the server out.'),
};

/** Our own settings for a server. */
export const PUBLISHING = {
  prefix: text('Replaces the server’s name in published names.', PREFIX),
  hide: hiddenTools('Tool names (globs with `*`) that are not published.'),
  rename: mapOf('Published name (without prefix) by tool name.', text('The name.', PUBLISHED)),
  describe: mapOf('Published description by tool name.', text('The description.')),
  readOnly: listOf(
    'Tool names (globs with `*`) that change nothing, so that `call_read_tool` may call them. Without it, what is known of well-known servers (docs/lazy-lists.md).',
    text('A tool name or glob, such as `get_*`.'),
  ),
  trustAnnotations: flag(
    'Believes the server when it calls a tool read-only (`readOnlyHint`); for servers you would let judge that.',
  ),
  era: withDefault(
    oneOf(
      'Which protocol the server speaks: probed (`auto`), up to 2025-11-25 (`legacy`), or from 2026-07-28 (`modern`).',
      ['auto', 'legacy', 'modern'],
    ),
    'auto',
  ),
  isolation: oneOf(
    'Who shares a running server: all sessions (`shared`), those with the same workspace (`workspace`), nobody (`session`), or not even two calls (`call`). Without it, `session` or `workspace` for servers known to need it (browsers, terminals), else `shared`.',
    ['shared', 'session', 'workspace', 'call'],
  ),
  startTimeout: duration('From the start to the end of the handshake.', '60s'),
  callTimeout: duration('For one request; progress starts it anew.', '10m'),
  maxCallTimeout: duration('For one request, however much progress it reports.', '1h'),
  idleTimeout: duration('A connection without calls for so long is closed; 0 keeps it.', '10m'),
};

/** Other hosts' words for the same. */
export const ALIASES = {
  transport: transport('The same as `type`.'),
  serverUrl: text('The same as `url` (Windsurf).'),
  httpUrl: text('The same as `url` (Gemini CLI).'),
  working_directory: text('The same as `cwd` (Warp).'),
  enabled: flag('The opposite of `disabled` (Zed, Codex).'),
  disabledTools: hiddenTools('Added to `hide` (Amazon Q, Kiro, Windsurf).'),
  disabled_tools: hiddenTools('Added to `hide` (Codex).'),
  excludeTools: hiddenTools('Added to `hide` (Gemini CLI).'),
  includeTools: onlyTheseTools(),
  enabled_tools: onlyTheseTools(),
  tools: onlyTheseTools(),
};

/** Keys of other hosts that mean nothing to a gateway. */
export const IGNORED = {
  timeout: ignored('hosts disagree on its unit; say "callTimeout": "30s"'),
  autoApprove: ignored('approval is the host’s'),
  alwaysAllow: ignored('approval is the host’s'),
  trust: ignored('approval is the host’s'),
  alwaysLoad: ignored('say "pinned" for tools that are always listed'),
  deferTools: ignored('say "exposure" for the whole gateway'),
  autoStart: ignored('servers start when they are needed'),
  headersHelper: ignored('say "${cmd:…}" in "headers"'),
  source: ignored('read by Zed alone'),
  settings: ignored('read by Zed extensions alone'),
  dev: ignored('read by VS Code alone'),
  sandboxEnabled: ignored('read by VS Code alone'),
  sandbox: ignored('read by VS Code alone'),
  gallery: ignored('read by VS Code alone'),
  version: ignored('read by VS Code alone'),
  description: ignored('for readers'),
  icon: ignored('for readers'),
};

/** One server, in the words of every host that writes such entries, with our own settings beside them. */
export const SERVER_ENTRY = section('How to reach one MCP server, and how it is published.', {
  ...REACHING,
  ...PUBLISHING,
  ...ALIASES,
  ...IGNORED,
});

export type ServerEntry = Decoded<typeof SERVER_ENTRY>;
