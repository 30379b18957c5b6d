import { parseArgs } from 'node:util';
import { GatewayError } from './shared/errors.ts';
import { VERSION } from './shared/version.ts';

/** A command: its arguments in, its exit code out. Loaded only when named, so that the gateway starts fast. */
type Command = (args: string[]) => Promise<number>;

const COMMANDS: Record<string, { summary: string; load: () => Promise<Command> }> = {
  config: {
    summary: 'check the configuration (trunkline config check)',
    load: async () => (await import('./cli/config.ts')).config,
  },
};

async function main(argv: string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--version') return print(VERSION);
  if (first === '--help' || first === 'help') return print(usage());
  if (first === undefined || first.startsWith('-')) return (await import('./cli/daemon.ts')).standalone(argv);
  const command = COMMANDS[first];
  if (!command)
    throw new GatewayError('invalid_params', `Unknown command: ${first}.`, {
      hint: 'trunkline --help lists them.',
    });
  return (await command.load())(rest);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function usage(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'trunkline [--standalone] [--config FILE] [--verbose]   serve the configured MCP servers on stdio',
    'trunkline <command>',
    ...rows,
  ].join('\n');
}
void parseArgs;
main(process.argv.slice(2)).then(process.exit, (error) => {
  process.stderr.write(`trunkline: ${error.text ?? error.stack}\n`);
  process.exit(1);
});
