import { type Decoder, flag, integer, listOf, oneOf, section, text, withDefault } from './decoder.ts';
import { duration } from './duration.ts';

const MEBIBYTE = 1024 * 1024;
const TOOL_GLOB = text('`<server>__<tool>`, or a glob such as `files__read_*`.');

const RULE = section('How the answers of some tools are kept. The first rule that names a tool counts.', {
  tools: listOf(
    'The tools, as `<server>__<tool>` or globs. A rule says as well that they only read.',
    TOOL_GLOB,
  ),
  ttl: duration('How long an answer is given again.', '60s'),
  maxTtl: duration('How long at most where answers prove stable; 0 is the same as `ttl`.', '0s'),
  scope: withDefault(
    oneOf('Who may be given the answer: those in whose name it was fetched, or everybody.', [
      'principal',
      'public',
    ]),
    'principal',
  ),
  staleWhileRevalidate: duration(
    'So long after its TTL an answer is still given while a new one is fetched.',
    '0s',
  ),
  invalidatedBy: withDefault(
    listOf(
      'What makes the answers old besides calls to the same server: globs over tools of other servers, or tags for `trunkline cache clear`.',
      TOOL_GLOB,
    ),
    [],
  ),
  vary: listOf(
    'The only arguments that the answer depends on, as dotted paths; all of them where it is absent.',
    text('A path such as `query` or `filter.name`.'),
  ),
  about: textOrFalse(
    'The argument, as a dotted path, that names the one thing which an answer is about and hangs on. Calls under `cache.changes` make the answer old only where they name the same; `false`: none of them does.',
  ),
  durable: withDefault(
    flag(
      'The answers hang on nothing that ends with the process of their server, but on files, a database or a service. Else, once something was changed, they are given only while that process runs.',
    ),
    false,
  ),
});

const NAMED_RULE: typeof RULE = {
  ...RULE,
  schema: { ...RULE.schema, required: ['tools'] },
  decode(value, place) {
    const rule = RULE.decode(value, place);
    if (rule && !rule.tools?.length) return place.problem('needs the "tools" that it is for');
    return rule;
  },
};

const CHANGE = section('Calls that change nothing but the one thing which an argument names.', {
  tools: listOf('The tools, as `<server>__<tool>` or globs.', TOOL_GLOB),
  about: text('That argument, as a dotted path such as `path`.'),
  parents: withDefault(
    flag('It changes the folders as well in which the thing lies, as making a new file does.'),
    false,
  ),
});

const NAMED_CHANGE: typeof CHANGE = {
  ...CHANGE,
  schema: { ...CHANGE.schema, required: ['tools', 'about'] },
  decode(value, place) {
    const change = CHANGE.decode(value, place);
    if (change && !(change.tools?.length && change.about))
      return place.problem('needs the "tools" that it is for and the argument that they are "about"');
    return change;
  },
};

/** What is kept of answers, and where. */
export const CACHE = section('Answers that are given again instead of asking a server.', {
  store: text(
    '`sqlite:<path>`, `memory:`, `redis://…`, `valkey://…` or `postgres://…`; a file of our own where it is absent.',
  ),
  rules: withDefault(listOf('Which answers are kept, and how.', NAMED_RULE), []),
  changes: withDefault(
    listOf(
      'Calls that change one thing only. Every other call that may change something makes old all answers of its server.',
      NAMED_CHANGE,
    ),
    [],
  ),
  learn: withDefault(
    flag(
      'Makes rules for tools that are known to only read once their answers have proved stable, and drops them when one has not.',
    ),
    false,
  ),
  maxBytes: withDefault(
    integer('Of all that is kept on disk.', [MEBIBYTE, 64 * 1024 * MEBIBYTE]),
    256 * MEBIBYTE,
  ),
  memoryBytes: withDefault(
    integer('Of what is kept in memory as well.', [0, 4 * 1024 * MEBIBYTE]),
    32 * MEBIBYTE,
  ),
  maxItemBytes: withDefault(integer('A larger answer is not kept.', [1_024, 64 * MEBIBYTE]), MEBIBYTE),
});

function textOrFalse(description: string): Decoder<string | false> {
  const some = text(description);
  return {
    absent: undefined,
    schema: { ...some.schema, type: ['string', 'boolean'], not: { const: true } },
    decode: (value, place) => (value === false ? value : some.decode(value, place)),
  };
}
