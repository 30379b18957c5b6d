import { COMMANDS } from './cli/commands.ts';
import { formatCommand, formatCommands } from './cli/usage.ts';
import { ERRORS, GatewayError, messageOf } from './shared/errors.ts';
import { VERSION } from './shared/version.ts';

async function main([first, ...rest]: string[]): Promise<number> {
  if (first === '--version') return print(VERSION);
  if (first === '--help' || first === '-h' || first === 'help') return print(formatCommands());
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
  if (asksForHelp(rest)) return print(formatCommand(first, command));
  return (await command.load())(rest);
}

/** What stands behind `--` is not meant for us. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
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
