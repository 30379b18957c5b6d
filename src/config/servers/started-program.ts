/** Programs that run another one, which their arguments name, and the words between the two. */
const RUNNERS = new Set(
  'npx bunx pnpx npm pnpm yarn bun deno node uvx uv pipx python python3 cmd dlx exec run tool x /c'.split(
    ' ',
  ),
);
/** Flags that take no value and do not change what is run. */
const PLAIN_FLAGS = new Set('-y --yes -q --quiet --prefer-offline -m -u --'.split(' '));
const CONTAINERS = new Set(['docker', 'podman']);
/** The official images. Values of flags do not look like this. */
const IMAGE = /^(mcp\/[\w-]+|ghcr\.io\/[\w-]+\/[\w-]+)(?:[:@].*)?$/;

/**
 * The package, image or program that a command line starts, under its makers' name and without a version:
 * `npx -y @scope/server@1.2 /folder` starts `@scope/server`. Undefined where that cannot be told for certain.
 */
export function startedProgram(command: string, args: readonly string[]): string | undefined {
  const words = [command, ...args];
  if (CONTAINERS.has(baseName(command)))
    return words.flatMap((word) => IMAGE.exec(word)?.[1] ?? [])[0]?.toLowerCase();
  const first = words.find((word) => !PLAIN_FLAGS.has(word) && !RUNNERS.has(baseName(word)));
  return first === undefined || first.startsWith('-') ? undefined : packageName(first);
}

function packageName(word: string): string {
  const path = word.replaceAll('\\', '/');
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (installed !== undefined) return installed;
  const [, name = path] = /^((?:@[\w.-]+\/)?[\w.-]+?)(?:@.+|==.+)?$/.exec(path) ?? [];
  return name.startsWith('@') ? name : baseName(name).replaceAll('_', '-');
}

/** The last part of a path, without what marks a program on Windows. */
function baseName(path: string): string {
  const last = path.split(/[\\/]/).pop() ?? path;
  // `/c` of `cmd` is no path.
  return (path.startsWith('/') && path.length === 2 ? path : last).replace(/\.(?:exe|cmd)$/i, '');
}
