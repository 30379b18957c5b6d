/**
 * Runs the official conformance suite against the fixture server, directly and through Trunkline.
 *
 *     npm run conformance -- [--target direct|gateway-stdio|gateway-http] [--half server|client]
 *
 * Options may be repeated; without them everything runs. The exit code is 0 if every required
 * scenario passed that is not listed in NOT_ASKED.
 */
import { parseArgs } from 'node:util';
import { openSubject, TARGETS, type Target } from './conformance/subjects.ts';
import {
  type Half,
  passingAsClient,
  passingAsServer,
  REVISIONS,
  type Revision,
  requiredScenarios,
} from './conformance/suite.ts';

const CLIENT = new URL('../test/fixtures/conformance/client.ts', import.meta.url).pathname;

/** Required scenarios that are not asked of a target, each with its reason. */
const NOT_ASKED: readonly { half: Half; scenario: RegExp; reason: string }[] = [
  {
    half: 'client',
    scenario: /^auth\//,
    reason: 'Trunkline is no OAuth client yet: such servers are given their token by "headers".',
  },
];

function isAsked(half: Half, scenario: string): boolean {
  return !NOT_ASKED.some((entry) => entry.half === half && entry.scenario.test(scenario));
}

/** Calls back with a way to run the scenarios of one revision against a target. */
async function withSubject(
  half: Half,
  target: Target,
  use: (run: (revision: Revision, asked: string[]) => Promise<Set<string>>) => Promise<void>,
): Promise<void> {
  if (half === 'client') {
    const command = `${process.execPath} ${CLIENT}${target === 'direct' ? '' : ' --gateway'}`;
    return use((revision, scenarios) => passingAsClient({ command, revision, scenarios }));
  }
  const server = await openSubject(target);
  try {
    await use((revision) => passingAsServer(server.url, revision));
  } finally {
    await server.close();
  }
}

/** Prints a line for each set and one for each scenario that failed; answers whether all that is asked passed. */
async function runHalf(half: Half, target: Target): Promise<boolean> {
  let isConforming = true;
  await withSubject(half, target, async (run) => {
    for (const revision of REVISIONS) {
      const required = requiredScenarios(half, revision);
      const asked = required.filter((scenario) => isAsked(half, scenario));
      const passing = await run(revision, asked);
      const failing = asked.filter((scenario) => !passing.has(scenario));
      const left = required.length - asked.length;
      const note = left > 0 ? `, ${left} not asked` : '';
      console.log(
        `${target.padEnd(14)} ${half} ${revision}  required scenarios passed: ${asked.length - failing.length}/${asked.length}${note}`,
      );
      for (const scenario of failing) console.log(`    failing: ${scenario}`);
      if (failing.length > 0) isConforming = false;
    }
  });
  return isConforming;
}

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [...TARGETS] },
    half: { type: 'string', multiple: true, default: ['server', 'client'] },
  },
});
for (const half of ['server', 'client'] as const) {
  if (!values.half.includes(half)) continue;
  // The client half has the gateway on stdio and the mock over HTTP: one target stands for both.
  const targets = TARGETS.filter((target) => half === 'server' || target !== 'gateway-stdio');
  for (const target of targets.filter((name) => values.target.includes(name))) {
    if (!(await runHalf(half, target))) process.exitCode = 1;
  }
}
