/**
 * Runs the official conformance suite against the fixture server, directly and through Trunkline.
 *
 *     npm run conformance -- [--target direct|gateway-stdio|gateway-http] [--half server|client] [--verbose]
 *
 * Options may be repeated; without them everything runs. The exit code is 0 if every required
 * scenario passed that is not listed in NOT_ASKED.
 */
import { parseArgs } from 'node:util';
import { openSubject, TARGETS, type Target } from './conformance/subjects.ts';
import { type Half, REVISIONS, type Revision, runSuite, type SuiteResult } from './conformance/suite.ts';

const CLIENT = new URL('../test/fixtures/conformance/client.ts', import.meta.url).pathname;

/** Required scenarios that are not asked of a target, each with its reason. */
const NOT_ASKED: readonly { half: Half; scenario: RegExp; reason: string }[] = [
  {
    half: 'client',
    scenario: /^auth\//,
    reason: 'The fixture client is no OAuth client; the tests of downstream OAuth cover that flow.',
  },
];

interface Row {
  readonly target: Target;
  readonly half: Half;
  readonly revision: Revision;
  readonly result: SuiteResult;
}

async function runHalf(half: Half, target: Target, isVerbose: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  if (half === 'client') {
    const flag = target === 'direct' ? '' : ' --gateway';
    const subject = ['--command', `${process.execPath} ${CLIENT}${flag}`];
    for (const revision of REVISIONS) {
      rows.push({ target, half, revision, result: await runSuite({ half, revision, subject, isVerbose }) });
    }
    return rows;
  }
  const server = await openSubject(target);
  try {
    const subject = ['--url', server.url];
    for (const revision of REVISIONS) {
      rows.push({ target, half, revision, result: await runSuite({ half, revision, subject, isVerbose }) });
    }
  } finally {
    await server.close();
  }
  return rows;
}

function isAsked(half: Half, scenario: string): boolean {
  return !NOT_ASKED.some((entry) => entry.half === half && entry.scenario.test(scenario));
}

/** Prints one line for a set and one for each scenario that failed; answers whether all that is asked passed. */
function report({ target, half, revision, result }: Row): boolean {
  const passes = new Set(
    result.scenarios.filter(({ failed }) => failed === 0).map(({ scenario }) => scenario),
  );
  const asked = result.required.filter((scenario) => isAsked(half, scenario));
  const failing = asked.filter((scenario) => !passes.has(scenario));
  const passed = `${asked.length - failing.length}/${asked.length}`;
  const left = result.required.length - asked.length;
  const note = left > 0 ? `, ${left} not asked` : '';
  console.log(`${target.padEnd(14)} ${half} ${revision}  required scenarios passed: ${passed}${note}`);
  for (const scenario of failing) console.log(`    failing: ${scenario}`);
  return failing.length === 0;
}

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [...TARGETS] },
    half: { type: 'string', multiple: true, default: ['server', 'client'] },
    verbose: { type: 'boolean', default: false },
  },
});
let isConforming = true;
for (const half of ['server', 'client'] as const) {
  if (!values.half.includes(half)) continue;
  // The client half has the gateway on stdio and the mock over HTTP: one target stands for both.
  const targets = TARGETS.filter((target) => half === 'server' || target !== 'gateway-stdio');
  for (const target of targets.filter((name) => values.target.includes(name))) {
    for (const row of await runHalf(half, target, values.verbose)) {
      if (!report(row)) isConforming = false;
    }
  }
}
process.exitCode = isConforming ? 0 : 1;
