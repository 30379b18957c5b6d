/**
 * Runs the official conformance suite against the fixture server, directly and through Trunkline.
 *
 *     npm run conformance -- [--target direct|gateway-stdio|gateway-http] [--half server|client]
 *
 * Options may be repeated; without them everything runs. The exit code is 0 if every required
 * scenario, and every one of an extension, passed that is not listed in NOT_ASKED.
 */
import { parseArgs } from 'node:util';
import { openSubject, TARGETS, type Target } from './conformance/subjects.ts';
import {
  type Half,
  passingAsClient,
  passingAsServer,
  REVISIONS,
  type Revision,
  scenariosFor,
} from './conformance/suite.ts';

const CLIENT = new URL('../test/fixtures/conformance/client.ts', import.meta.url).pathname;

/** Scenarios that are not asked, each with its reason. */
const NOT_ASKED: readonly { target?: Target; scenario: RegExp; reason: string }[] = [
  {
    target: 'direct',
    scenario: /^auth\//,
    reason: 'It is Trunkline that is the OAuth client; the fixture client is none.',
  },
  {
    scenario: /^auth\/dpop/,
    reason: 'Tokens bound to a key (DPoP) are an extension that Trunkline does not speak.',
  },
  {
    scenario: /^auth\/wif-/,
    reason: 'A workload\u2019s own identity as a login is an extension that Trunkline does not speak.',
  },
];

function isAsked(target: Target, scenario: string): boolean {
  return !NOT_ASKED.some((entry) => (entry.target ?? target) === target && entry.scenario.test(scenario));
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
      const sets = scenariosFor(half, revision);
      const kinds = half === 'client' ? (['required', 'extensions'] as const) : (['required'] as const);
      const asked = kinds.flatMap((kind) => sets[kind].filter((scenario) => isAsked(target, scenario)));
      const passing = await run(revision, asked);
      const head = `${target.padEnd(14)} ${half} ${revision}`;
      for (const kind of kinds) console.log(`${head}  ${describe(kind, sets[kind], { target, passing })}`);
      const failing = asked.filter((scenario) => !passing.has(scenario));
      for (const scenario of failing) console.log(`    failing: ${scenario}`);
      if (failing.length > 0) isConforming = false;
    }
  });
  return isConforming;
}

function describe(
  kind: 'required' | 'extensions',
  scenarios: readonly string[],
  { target, passing }: { target: Target; passing: ReadonlySet<string> },
): string {
  const asked = scenarios.filter((scenario) => isAsked(target, scenario));
  const passed = asked.filter((scenario) => passing.has(scenario)).length;
  const left = scenarios.length - asked.length;
  const what = kind === 'required' ? 'required scenarios' : 'scenarios of extensions';
  return `${what} passed: ${passed}/${asked.length}${left > 0 ? `, ${left} not asked` : ''}`;
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
