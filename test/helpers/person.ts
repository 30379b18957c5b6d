import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface LoginOutcome {
  readonly code: number | null;
  /** Everything that the command said. */
  readonly text: string;
}

/** Runs `trunkline login … --no-browser` and goes where it says, as somebody would who agrees to everything. */
export async function logInAsPerson(
  [program = '', ...args]: readonly string[],
  env: Record<string, string>,
): Promise<LoginOutcome> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  for await (const line of createInterface({ input: child.stderr })) {
    text += `${line}\n`;
    if (/^https?:/.test(line)) await visit(line, new Map());
  }
  return { code: await ended, text };
}

/** Follows redirects to wherever they end, with cookies. */
async function visit(url: string, cookies: Map<string, string>): Promise<void> {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
  const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
  await response.text();
  for (const set of response.headers.getSetCookie()) {
    const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/s);
    cookies.set(name, value);
  }
  const next = response.headers.get('location');
  if (next !== null) await visit(new URL(next, url).href, cookies);
}
