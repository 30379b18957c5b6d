import { ERRORS, GatewayError, messageOf } from './shared/errors.ts';
import { VERSION } from './shared/version.ts';

/** A command: its arguments in, its exit code out. */
type Command = (args: string[]) => Promise<number>;

/** Loaded only when named, so that the gateway starts fast. */
const COMMANDS: Record<string, { summary: string; load: () => Promise<Command> }> = {
  config: {
    summary: 'check [--config FILE] [--json]   say what is wrong in the configuration, and where',
    load: async () => (await import('./cli/config.ts')).config,
  },
  serve: {
    summary: '--http HOST:PORT [--no-auth] [--allow-host NAME]   serve the configured servers over HTTP',
    load: async () => (await import('./cli/serve.ts')).serve,
  },
  status: {
    summary: '[--json]   the daemon, the hosts that are connected, and the servers',
    load: async () => (await import('./cli/status.ts')).status,
  },
  servers: {
    summary: '[--json]   the servers: state, processes, memory, failures',
    load: async () => (await import('./cli/status.ts')).servers,
  },
  tools: {
    summary: '[--server NAME] [--long] [--tokens] [--json]   every tool behind the configuration',
    load: async () => (await import('./cli/tools/tools.ts')).tools,
  },
  find: {
    summary: '"what it does" [--server NAME] [--json]   the tools that fit best',
    load: async () => (await import('./cli/tools/find.ts')).find,
  },
  describe: {
    summary: '<tool>…   their schemas',
    load: async () => (await import('./cli/tools/describe.ts')).describe,
  },
  call: {
    summary: `<tool> ['{"argument": …}'] [--json]   call one`,
    load: async () => (await import('./cli/tools/call.ts')).call,
  },
  restart: {
    summary: '<server>   end a server; the next call starts it anew',
    load: async () => (await import('./cli/restart.ts')).restart,
  },
  cache: {
    summary:
      'stats|advise|inspect <tool>|clear [server, tool or tag]   what is answered without asking a server',
    load: async () => (await import('./cli/cache/cache.ts')).cache,
  },
  logs: {
    summary: '[-f] [server] [--json]   what was logged, and with -f what comes',
    load: async () => (await import('./cli/logs.ts')).logs,
  },
  daemon: {
    summary: 'run|start|stop|restart|status|install --print   the process that all hosts share',
    load: async () => (await import('./cli/daemon/command.ts')).daemon,
  },
};

async function main([first, ...rest]: string[]): Promise<number> {
  if (first === '--version') return print(VERSION);
  if (first === '--help' || first === 'help') return print(usage());
  if (first === undefined || first.startsWith('-')) {
    const args = first === undefined ? [] : [first, ...rest];
    return (await import('./cli/standalone.ts')).standalone(args);
  }
  const command = COMMANDS[first];
  if (!command) {
    throw new GatewayError('invalid_params', `Unknown command: ${first}.`, {
      hint: 'trunkline --help lists them.',
    });
  }
  return (await command.load())(rest);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function usage(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  trunkline ${name} ${summary}`);
  return [
    'One MCP server entry for every host; every other MCP server behind it.',
    '',
    '  trunkline [--config FILE] [--profile NAME]   serve the configured servers on stdio, through the daemon of all hosts',
    '  trunkline --standalone [--config FILE] [--profile NAME] [--verbose]   the same in one process',
    ...rows,
    '  trunkline --version | --help',
  ].join('\n');
}

/**
 * Ends once what a command has printed is out: a pipe takes 64 kB at a time. A host that has gone reads nothing
 * more, so for one there is no waiting.
 */
function leave(code: number, [first = '-']: string[]): void {
  const exit = (): void => process.exit(code);
  if (first.startsWith('-')) exit();
  process.stdout.once('error', exit); // the reader has seen enough: `| head`
  process.stdout.write('', exit);
}

main(process.argv.slice(2)).then(
  (code) => leave(code, process.argv.slice(2)),
  (error: unknown) => {
    const isOurs = error instanceof GatewayError;
    const isUsage = error instanceof TypeError && 'code' in error; // from util.parseArgs
    const text = isOurs ? error.text : isUsage || !(error instanceof Error) ? messageOf(error) : error.stack;
    process.stderr.write(`trunkline: ${text}\n`);
    process.exit(isOurs ? ERRORS[error.code].exit : isUsage ? ERRORS.invalid_params.exit : 1);
  },
);
