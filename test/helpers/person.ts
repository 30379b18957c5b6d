import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface LoginOutcome {
  readonly code: number | null;
  /** Everything that the command said. */
  readonly text: string;
}

/** Takes the address that a browser ends at, at the command that waits for it. */
type ComeBack = (url: string, command: ChildProcess) => unknown;

interface PersonOptions {
  readonly env: Record<string, string>;
  /** As a browser does, unless given. */
  readonly comeBack?: ComeBack;
}

/** Runs `trunkline login … --no-browser` and goes where it says, as somebody would who agrees to everything. */
export async function logInAsPerson(
  [program = '', ...args]: readonly string[],
  { env, comeBack = (url) => fetch(url) }: PersonOptions,
): Promise<LoginOutcome> {
  const child = spawn(program, args, { env, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  for await (const line of createInterface({ input: child.stderr })) {
    text += `${line}\n`;
    const end = /^https?:/.test(line) ? await visit(line, new Map()) : undefined;
    if (end !== undefined) await comeBack(end, child);
  }
  return { code: await ended, text };
}

/** Follows redirects, with cookies, up to the one that leads back to the command; undefined where none does. */
async function visit(url: string, cookies: Map<string, string>): Promise<string | undefined> {
  if (new URL(url).pathname.startsWith('/callback')) return url;
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
  const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
  await response.text();
  for (const set of response.headers.getSetCookie()) {
    const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/s);
    cookies.set(name, value);
  }
  const next = response.headers.get('location');
  return next === null ? undefined : visit(new URL(next, url).href, cookies);
}
