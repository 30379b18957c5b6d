import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { messageOf } from '../../../src/shared/errors.ts';
import { connectThroughDaemon, daemonsIn, lockIn, statusOf, stopDaemon } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import type { RawHost } from '../../helpers/host.ts';
import { Random } from '../../helpers/random.ts';
import { openRelayHost, type RelayHost } from '../../helpers/relay-host.ts';
import { openSandbox, processesIn, type Sandbox } from '../../helpers/sandbox.ts';

/**
 * Random faults while hosts are calling. A few rounds run with every test; before a release:
 * `TRUNKLINE_CHAOS_ROUNDS=200 npx vitest run test/process/daemon/chaos.test.ts`, with `TRUNKLINE_SEED` to repeat one.
 */
const ROUNDS = Number(process.env.TRUNKLINE_CHAOS_ROUNDS ?? 8);
const SEED = Number(process.env.TRUNKLINE_SEED ?? 1);
const HOSTS = 3;
const CALLS = 12;
const CALL_TIMEOUT_S = 5;
/** A call's own timeout, the start of another daemon and of a server, and a busy machine. */
const SETTLED_WITHIN_MS = 25_000;
const STOPPED_MS = 3_000;

const ENTRY = { ...fixtureEntry('echo'), callTimeout: `${CALL_TIMEOUT_S}s` };
const CONFIGS: readonly Record<string, object>[] = [
  { shared: ENTRY, own: { ...ENTRY, isolation: 'session' } },
  { shared: ENTRY, own: { ...ENTRY, isolation: 'session' }, extra: ENTRY },
  { shared: { ...ENTRY, env: { CHANGED: '1' } }, own: { ...ENTRY, isolation: 'session' } },
];

interface Known {
  readonly host: RawHost;
  readonly sessionId: string;
}

class Chaos {
  readonly sandbox: Sandbox;
  readonly random = new Random(SEED);
  readonly hosts: Known[] = [];
  /** Its shim is in our own process, and stays. */
  relay: (Known & Pick<RelayHost, 'cut'>) | undefined;
  /** Hosts that come and go within a round. */
  readonly visitors: RawHost[] = [];
  #messages = 0;

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  get everybody(): Known[] {
    return [...this.hosts, ...(this.relay ? [this.relay] : [])];
  }

  async addHost(): Promise<void> {
    const host = await connectThroughDaemon(this.sandbox, { servers: CONFIGS[0] ?? {} });
    this.hosts.push({ host, sessionId: await this.#sessionOf(host) });
  }

  async addRelay(): Promise<void> {
    const { host, cut } = await openRelayHost(this.sandbox);
    this.relay = { host, cut, sessionId: await this.#sessionOf(host) };
  }

  async #sessionOf(host: RawHost): Promise<string> {
    const { sessions } = await statusOf(this.sandbox);
    return sessions.find(({ pid }) => pid === host.child.pid)?.sessionId ?? 'none';
  }

  /** Calls spread over half a second, so that the fault strikes between and amidst them. */
  callAll(): Promise<void>[] {
    const calls = this.everybody.flatMap(({ host }) => Array.from({ length: CALLS }, () => host));
    return calls.map(async (host) => {
      await delay(this.random.below(500));
      await this.call(host, this.random.pick(['shared', 'own']));
    });
  }

  /** One call, judged: answered in time, for nobody else, and clear about whether it may have run. */
  async call(host: RawHost, server: string): Promise<boolean> {
    const message = `message ${++this.#messages}`;
    const params = { name: `${server}__echo`, arguments: { message } };
    const hung = delay(SETTLED_WITHIN_MS, 'hung' as const, { ref: false });
    const answer = await Promise.race([host.request('tools/call', params), host.exit, hung]);
    if (answer === 'hung') throw new Error(`${server}: ${message} hangs`);
    if (!('jsonrpc' in answer)) return false; // its shim was killed
    const result = answer.result as JsonObject | undefined;
    if (result && result.isError !== true) {
      expect(result).toMatchObject({ content: [{ text: message }] });
      return true;
    }
    const text = JSON.stringify(answer);
    const isClear = /may have run|never sent|server_unavailable|unknown_tool/.test(text);
    expect(isClear, text).toBe(true);
    return false;
  }

  /** Every host that still lives can call, in the session it has had from the beginning. */
  async recover(): Promise<void> {
    for (const { host } of this.everybody) {
      for (const server of ['shared', 'own']) {
        await expect.poll(() => this.call(host, server), { timeout: SETTLED_WITHIN_MS }).toBe(true);
      }
    }
    const { sessions } = await statusOf(this.sandbox);
    const known = this.everybody.map(({ host, sessionId }) => ({ pid: host.child.pid, sessionId }));
    expect(sessions).toEqual(expect.arrayContaining(known.map((each) => expect.objectContaining(each))));
    await expect.poll(() => daemonsIn(this.sandbox), { timeout: SETTLED_WITHIN_MS }).toHaveLength(1);
  }
}

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // An earlier fault was faster.
  }
}

async function stopFor(pid: number | undefined): Promise<void> {
  kill(pid, 'SIGSTOP');
  await delay(STOPPED_MS);
  kill(pid, 'SIGCONT');
}

const daemonOf = ({ sandbox }: Chaos): number | undefined => lockIn(sandbox)?.pid;

function childOf({ sandbox, random }: Chaos): number | undefined {
  const children = processesIn(sandbox.home).filter(({ command }) => command.includes('echo.mjs'));
  return children.length > 0 ? random.pick(children).pid : undefined;
}

const FAULTS: Record<string, (chaos: Chaos) => Promise<void> | void> = {
  'the daemon is killed': (chaos) => kill(daemonOf(chaos), 'SIGKILL'),
  'the daemon is stopped for a while': (chaos) => stopFor(daemonOf(chaos)),
  'the daemon is asked to end': (chaos) => kill(daemonOf(chaos), 'SIGTERM'),
  'a server is killed': (chaos) => kill(childOf(chaos), 'SIGKILL'),
  'a server is stopped for a while': (chaos) => stopFor(childOf(chaos)),
  'a socket is closed': (chaos) => chaos.relay?.cut(),
  'a shim is killed': async (chaos) => {
    const [gone] = chaos.hosts.splice(chaos.random.below(HOSTS), 1);
    kill(gone?.host.child.pid, 'SIGKILL');
    await chaos.addHost();
  },
  'three shims start at once': async (chaos) => {
    const start = async (): Promise<void> => {
      await delay(chaos.random.below(200));
      const host = await connectThroughDaemon(chaos.sandbox, { servers: CONFIGS[0] ?? {} });
      chaos.visitors.push(host);
      await chaos.call(host, 'shared');
      await host.close();
    };
    await Promise.all([start(), start(), start()]);
  },
  'the configuration is replaced': (chaos) => {
    chaos.sandbox.writeConfig({ mcpServers: chaos.random.pick(CONFIGS) });
  },
};

let sandbox: Sandbox;
let chaos: Chaos;
beforeEach(() => {
  sandbox = openSandbox();
  chaos = new Chaos(sandbox);
});
afterEach(async () => {
  // No shim may start another daemon now.
  for (const host of [...chaos.everybody.map(({ host }) => host), ...chaos.visitors])
    host.child.kill('SIGKILL');
  await stopDaemon(sandbox);
  await sandbox.close();
});

async function runRound(round: number): Promise<void> {
  const name = chaos.random.pick(Object.keys(FAULTS));
  const calls = Promise.all(chaos.callAll());
  await delay(chaos.random.below(500));
  try {
    await Promise.all([calls, FAULTS[name]?.(chaos)]);
    await chaos.recover();
  } catch (error) {
    throw new Error(`round ${round}, ${name}: ${messageOf(error)}`, { cause: error });
  }
  for (const { host } of chaos.everybody) host.received.length = 0;
}

const TEST_LIMIT_MS = ROUNDS * 60_000 + 60_000;

test(
  `${ROUNDS} rounds of faults (seed ${SEED}): nothing hangs, crosses or is lost`,
  async () => {
    for (let index = 0; index < HOSTS; index++) await chaos.addHost();
    await chaos.addRelay();
    await chaos.recover();
    for (let round = 1; round <= ROUNDS; round++) await runRound(round);
    await Promise.all(chaos.everybody.map(({ host }) => host.close()));
  },
  TEST_LIMIT_MS,
);
