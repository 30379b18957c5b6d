import { GatewayError } from '../../shared/errors.ts';

/** cmd.exe takes these as they are; everything else is put between quotes. */
const PLAIN = /^[\w#$*+\-./:?@\\]+$/;

/**
 * The arguments for cmd.exe that run a `.cmd` or `.bat` file with exactly these arguments, to be passed
 * verbatim. Node refuses to start batch files itself since no quoting is safe for all (CVE-2024-27980); this
 * is the escaping of Rust's standard library after its fix for the same (CVE-2024-24576).
 * @throws GatewayError for what cannot be passed at all.
 */
export function batchArguments(file: string, args: readonly string[]): string[] {
  const unpassable = [file, ...args].find((part) => /[\0\r\n]/.test(part));
  if (unpassable !== undefined || file.includes('"')) {
    throw new GatewayError('server_unavailable', `${file} cannot be given an argument with a line break.`, {
      hint: 'Start the program itself instead of the batch file, e.g. node with the script.',
    });
  }
  return ['/e:ON', '/v:OFF', '/d', '/c', `""${file}"${args.map((arg) => ` ${quote(arg)}`).join('')}"`];
}

function quote(arg: string): string {
  if (PLAIN.test(arg) && !arg.endsWith('\\')) return arg;
  const escaped = arg
    .replace(/(\\*)"/g, '$1$1""')
    .replace(/(\\+)$/, '$1$1')
    // Puts an empty expansion before each %, so that %NAME% is never read as a variable.
    .replaceAll('%', '%%cd:~,%');
  return `"${escaped}"`;
}
