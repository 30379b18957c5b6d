import { CACHE } from './cache.ts';
import { integer, listOf, mapOf, oneOf, section, text, withDefault } from './decoder.ts';
import { duration } from './duration.ts';
import { listenAddress } from './listen-address.ts';

const MEBIBYTE = 1024 * 1024;

/** What decides how much of what a client may see is listed. */
const EXPOSING = {
  exposure: oneOf(
    'Which tools a client is shown: all of them (`full`), a constant few that find and call the others (`lazy`), or `full` while that is cheap (`auto`).',
    ['auto', 'lazy', 'full'],
  ),
  exposureBudget: integer(
    'With `auto`: the number of tokens up to which the full list is shown.',
    [0, 1_000_000],
  ),
  pinned: listOf(
    'Published names (globs with `*`) that are always listed as themselves.',
    text('A name or glob, such as `github__*`.'),
  ),
};

const PROFILE = section('One profile. What it leaves out is as for clients that name none.', {
  servers: listOf(
    'The only servers that it shows (globs with `*`); all others are as if they did not exist.',
    text('A server’s name or glob.'),
  ),
  ...EXPOSING,
});

/** What stands beside the servers. A key belongs here once something reads it. */
export const SETTINGS = {
  exposure: withDefault(EXPOSING.exposure, 'auto'),
  exposureBudget: withDefault(EXPOSING.exposureBudget, 5_000),
  pinned: withDefault(EXPOSING.pinned, []),
  profiles: mapOf(
    'What clients are shown that name a profile (`trunkline --profile NAME`, `/mcp/NAME`).',
    PROFILE,
  ),
  names: section('How published names are made.', {
    maxLength: withDefault(
      integer(
        'Longest published name; longer ones end in a stable hash. Hosts put their own prefix in front and allow 60 to 64 in all.',
        [24, 128],
      ),
      48,
    ),
  }),
  limits: section('What one message may be, from either side.', {
    maxMessageBytes: withDefault(integer('Size of one message.', [64 * 1024, 512 * MEBIBYTE]), 64 * MEBIBYTE),
    maxDepth: withDefault(integer('Nesting of objects and lists in one message.', [16, 1_000]), 128),
  }),
  daemon: section('The process that all hosts share.', {
    idleTimeout: duration(
      'It ends when no host has been connected for so long; 0 keeps it, and so does `http.listen`.',
      '10m',
    ),
  }),
  http: section('The daemon over HTTP, for clients that are no children of a host.', {
    listen: listenAddress(
      'Where the daemon serves `/mcp`, such as `127.0.0.1:8420`. Clients need the token (docs/http.md).',
    ),
    allowHosts: withDefault(
      listOf('Further host names under which it may be asked for.', text('A host name, without a port.')),
      [],
    ),
  }),
  cache: CACHE,
  search: section('How tools are found. Without an encoder by words, and by what words mean.', {
    embeddings: section(
      'An encoder that is asked what tools and requests mean; while it fails, search does without.',
      {
        url: text('Its OpenAI-compatible endpoint, such as `http://127.0.0.1:11434/v1/embeddings`.', {
          pattern: /^https?:\/\/\S+$/,
          message: 'be a URL of http or https',
        }),
        model: text('The model it is asked for.'),
      },
    ),
  }),
  session: section('What is remembered of a client.', {
    ttl: duration('How long a session that nothing was heard of can still be taken up again.', '7d'),
  }),
  log: section('What is written to the log file.', {
    level: withDefault(
      oneOf('The least severe level that is written.', ['silent', 'error', 'warn', 'info', 'debug', 'trace']),
      'info',
    ),
  }),
};
