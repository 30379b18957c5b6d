import { parseArgs } from 'node:util';
import { type CheckedConfig, checkConfig } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
import { ERRORS, GatewayError, messageOf } from '../shared/errors.ts';

/** What a command sees of its process; tests pass their own. */
export interface CommandIo {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

const OPTIONS = { config: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

/** `trunkline config check [--config FILE] [--json]`: what is wrong in the file, and where. Exits with 0 or 2. */
export async function configCheck(args: string[], io: CommandIo): Promise<number> {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    const checked = await checkConfig({ path: values.config, env: io.env });
    if (values.json) io.stdout(`${JSON.stringify(asJson(checked), null, 2)}\n`);
    else print(checked, io);
    return checked.config ? 0 : ERRORS.config_invalid.exit;
  } catch (error) {
    io.stderr(`trunkline: ${error instanceof GatewayError ? error.text : messageOf(error)}\n`);
    return ERRORS.config_invalid.exit;
  }
}

function print({ path, config, problems, notes }: CheckedConfig, { stdout, stderr }: CommandIo): void {
  for (const problem of problems) stderr(`${formatProblem(path, problem)}\n`);
  for (const note of notes) stdout(`${formatProblem(path, note)}\n`);
  if (config) stdout(`${path}: ${counted(config.servers.length, 'server')}, no problems\n`);
  else stderr(`${counted(problems.length, 'problem')}\n`);
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Names only: commands and headers hold expanded secrets. */
const asJson = ({ path, config, problems, notes }: CheckedConfig): object => ({
  path,
  ok: config !== undefined,
  servers: config?.servers.map(({ name, type }) => ({ name, type })) ?? [],
  problems,
  notes,
});
