import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

/** A revision of the specification that the suite has a frozen set of requirements for. */
export const REVISIONS = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof REVISIONS)[number];
/** Which side of the protocol the suite judges; it plays the other. */
export type Half = 'server' | 'client';

const SUITE = new URL('../../node_modules/@modelcontextprotocol/conformance/', import.meta.url).pathname;

/** Clients at once: each of them waits half of its time. */
const CLIENTS_AT_ONCE = 3;

/** What a revision has scenarios of for a half, in the suite's order: required ones, and those of extensions. */
export function scenariosFor(half: Half, revision: Revision): { required: string[]; extensions: string[] } {
  const requirements: Record<Half, string[]> & { not_scored: NotScored[] } = parse(
    readFileSync(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8'),
  );
  const extensions = requirements.not_scored
    .filter(({ leg, reason }) => leg === half && reason === 'extension')
    .map(({ scenario }) => scenario);
  return { required: requirements[half], extensions };
}

interface NotScored {
  readonly scenario: string;
  readonly leg: Half;
  readonly reason: string;
}

/** Runs all that a revision requires of the server at `url`. @returns the scenarios without a failed check. */
export async function passingAsServer(url: string, revision: Revision): Promise<Set<string>> {
  const { output } = await runSuite(['server', '--url', url, '--requirements', revision]);
  const passed = [...output.matchAll(/^✓ (\S+): \d+ passed, 0 failed/gm)].map(
    ([, scenario = '']) => scenario,
  );
  if (passed.length === 0) console.error(output);
  return new Set(passed);
}

interface ClientRun {
  /** The suite appends the URL of its mock server. */
  readonly command: string;
  readonly revision: Revision;
  readonly scenarios: readonly string[];
}

/** Runs a client through scenarios, a few at a time: the suite itself would start all clients at once. */
export async function passingAsClient({ command, revision, scenarios }: ClientRun): Promise<Set<string>> {
  const passing = new Set<string>();
  const left = [...scenarios];
  const runNext = async (): Promise<void> => {
    for (let scenario = left.shift(); scenario !== undefined; scenario = left.shift()) {
      const args = ['client', '--command', command, '--scenario', scenario, '--spec-version', revision];
      const { exitCode, output } = await runSuite(args);
      if (exitCode === 0) passing.add(scenario);
      else console.error(output);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS_AT_ONCE }, runNext));
  return passing;
}

async function runSuite(args: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
  const results = mkdtempSync(join(tmpdir(), 'conformance-'));
  const script = join(SUITE, 'dist', 'index.js');
  try {
    const child = spawn(process.execPath, [script, ...args, '--output-dir', results], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { exitCode: child.exitCode, output: `${stdout}\n${stderr}` };
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
