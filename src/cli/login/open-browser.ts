import { spawn } from 'node:child_process';

/** The program that opens an address, by platform; none of them is, or starts, a shell. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens an address that is `browsable` in the person's browser, if there is one. */
export function openBrowser(address: string): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true, shell: false });
  child.on('error', () => {}); // the address stands on the terminal
  child.unref();
}
