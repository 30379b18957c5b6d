import { spawn } from 'node:child_process';
import type { StdioDefinition } from '../../config/config.ts';
import { LineWire } from '../../protocol/line-wire.ts';
import type { ParseLimits } from '../../protocol/parse.ts';
import type { Log } from '../../telemetry/log.ts';
import type { ServerWire } from '../start.ts';
export function openStdio(d: StdioDefinition, { limits }: { log: Log; limits: ParseLimits }): ServerWire {
  const child = spawn(d.command, d.args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...d.env },
    cwd: d.cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => {});
  const wire = new LineWire({ input: child.stdout, output: child.stdin, limits });
  return Object.assign(wire, { pid: child.pid });
}
export function killAllNow(): void {}
