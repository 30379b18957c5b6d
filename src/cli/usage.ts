import { COMMANDS, type Entry } from './commands.ts';

const WIDTH = Math.max(...Object.keys(COMMANDS).map((name) => name.length));

/** `trunkline --help`. */
export function formatCommands(): string {
  return [
    'One MCP server entry for every host; every other MCP server behind it.',
    '',
    'trunkline [--config FILE] [--profile NAME]',
    '  serve the configured servers on stdio, through the daemon of all hosts',
    'trunkline --standalone [--config FILE] [--profile NAME] [--verbose]',
    '  the same in one process',
    '',
    'trunkline <command>',
    ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(WIDTH)}  ${summary}`),
    '',
    'trunkline <command> --help   what a command takes',
    'trunkline --version',
  ].join('\n');
}

/** `trunkline <command> --help`. */
export function formatCommand(name: string, { usage, summary }: Entry): string {
  return `trunkline ${name} ${usage}\n  ${summary}`;
}
