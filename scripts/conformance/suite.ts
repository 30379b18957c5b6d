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

interface ScenarioResult {
  readonly scenario: string;
  readonly passed: number;
  readonly failed: number;
}

/** Scenarios that were run, and the names of those that the revision requires. */
export interface SuiteResult {
  readonly scenarios: readonly ScenarioResult[];
  readonly required: readonly string[];
}

export interface SuiteRun {
  readonly half: Half;
  readonly revision: Revision;
  /** `--url …` for a server, `--command …` for a client. */
  readonly subject: readonly string[];
  readonly isVerbose: boolean;
}

const SUITE = new URL('../../node_modules/@modelcontextprotocol/conformance/', import.meta.url).pathname;

/** What a revision requires of a half, in the suite's order. */
function requiredScenarios(half: Half, revision: Revision): string[] {
  const requirements: Record<Half, string[]> = parse(
    readFileSync(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8'),
  );
  return requirements[half];
}

/** Runs the official suite once and reads its summary. */
export async function runSuite({ half, revision, subject, isVerbose }: SuiteRun): Promise<SuiteResult> {
  const results = mkdtempSync(join(tmpdir(), 'conformance-'));
  const script = join(SUITE, 'dist', 'index.js');
  const args = [script, half, ...subject, '--requirements', revision, '--output-dir', results];
  try {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (isVerbose) console.log(stdout, stderr);
    const scenarios = readSummary(stdout);
    if (scenarios.length === 0) throw new Error(`The suite printed no summary:\n${stdout}\n${stderr}`);
    return { scenarios, required: requiredScenarios(half, revision) };
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

function readSummary(output: string): ScenarioResult[] {
  const lines = output.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm);
  return [...lines].map(([, scenario = '', passed, failed]) => ({
    scenario,
    passed: Number(passed),
    failed: Number(failed),
  }));
}
